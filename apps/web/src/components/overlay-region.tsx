// The landmark into which menus are rendered, so that their content is never outside every landmark of the page.
export const overlayRegionId = 'overlay-region';

export function OverlayRegion({ label }: { readonly label: string }) {
  return <aside id={overlayRegionId} aria-label={label} />;
}
