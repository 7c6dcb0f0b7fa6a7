// What is loaded when the keyboard first asks for it.
export { CommandPalette } from './command-palette.tsx';
export { KeyHelp } from './key-help.tsx';
