// The sign of the installation: its logo, or the portal's own: three stacked machines, one of them lit. Its name stands beside it.
import type { LogoShown } from '@/server/face.ts';

export function BrandMark({ logo }: { readonly logo: LogoShown | null }) {
  // biome-ignore lint/performance/noImgElement: the server resizes nothing.
  if (logo !== null) return <img {...logo} alt="" className="h-6 object-contain" />;
  return (
    <svg aria-hidden viewBox="0 0 24 24" className="size-6" fill="none">
      <rect x="3" y="3" width="18" height="5" rx="1.5" className="fill-accent" />
      <rect x="3" y="9.5" width="18" height="5" rx="1.5" className="fill-accent/55" />
      <rect x="3" y="16" width="18" height="5" rx="1.5" className="fill-accent/30" />
      <circle cx="17.5" cy="5.5" r="1" className="fill-on-accent" />
    </svg>
  );
}
