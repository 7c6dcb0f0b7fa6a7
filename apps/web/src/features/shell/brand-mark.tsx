// The portal's sign: three stacked machines, one of them lit.
export function BrandMark() {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className="size-6" fill="none">
      <rect x="3" y="3" width="18" height="5" rx="1.5" className="fill-accent" />
      <rect x="3" y="9.5" width="18" height="5" rx="1.5" className="fill-accent/55" />
      <rect x="3" y="16" width="18" height="5" rx="1.5" className="fill-accent/30" />
      <circle cx="17.5" cy="5.5" r="1" className="fill-on-accent" />
    </svg>
  );
}
