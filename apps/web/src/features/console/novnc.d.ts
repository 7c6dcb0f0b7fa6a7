// What the portal uses of noVNC (docs/API.md of its package), which brings no types of its own.
declare module '@novnc/novnc' {
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: WebSocket);
    viewOnly: boolean;
    focusOnClick: boolean;
    scaleViewport: boolean;
    background: string;
    focus(): void;
    disconnect(): void;
    sendKey(keysym: number, code: string | null, down: boolean): void;
  }
}
