'use client';

import NextLink from 'next/link';
import { type ComponentProps, useState } from 'react';

/**
 * A link to a page of the portal, which is fetched ahead once somebody points at it or comes to it by keyboard. Left to itself, Next fetches
 * the page of each link in sight: a list of VMs would ask the server for as many pages as it has rows.
 */
export default function Link(props: ComponentProps<typeof NextLink>) {
  const [isMeant, setMeant] = useState(false);
  const mean = () => setMeant(true);
  return <NextLink prefetch={isMeant ? null : false} onMouseEnter={mean} onFocus={mean} {...props} />;
}
