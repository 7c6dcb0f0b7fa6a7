// A VM's screen: the VNC server of its QEMU.
import type { ConsoleLanguage } from '../console-language.ts';
import { signIn, welcome } from './handshake.ts';
import { findRfbMessage } from './messages.ts';

export const screen: ConsoleLanguage = {
  async open(hypervisor, { ref, signal }) {
    const { stream, password } = await hypervisor.console(ref, signal);
    return { stream, begin: () => signIn(stream, password, signal) };
  },
  welcome,
  find: findRfbMessage,
};
