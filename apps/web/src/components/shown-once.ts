'use client';
// What was made in a dialog and is shown there once.
import { useState } from 'react';

/** Gone when the dialog closes, also where it came only after that. */
export const useShownOnce = <Made>(open: boolean) => {
  const [made, setMade] = useState<Made | null>(null);
  if (!open && made !== null) setMade(null);
  return [made, setMade] as const;
};
