// A drawing is a file of its own, by an address that changes with it.
declare module '*.svg' {
  const drawing: { readonly src: string };
  export default drawing;
}
