// What a browser needs to install the portal as an app.
import type { MetadataRoute } from 'next';
import { connection } from 'next/server';
import { face, logoAddress } from '@/server/face.ts';

export default async function manifest(): Promise<MetadataRoute.Manifest> {
  await connection();
  const { name } = face();
  return {
    name,
    short_name: name,
    id: '/',
    start_url: '/',
    display: 'standalone',
    background_color: '#f6f7f9',
    theme_color: '#ffffff',
    icons: [{ src: logoAddress(), sizes: 'any' }],
  };
}
