// A VM's serial port, behind PVE's `termproxy`: the relay signs in there, and tells the browser `OK` as PVE itself would.
import type { ConsoleLanguage } from '../console-language.ts';
import { PeerError, takeBytes } from '../take-bytes.ts';
import { findTerminalMessage } from './messages.ts';

const ok = Buffer.from('OK');

export const serialPort: ConsoleLanguage = {
  async open(hypervisor, { ref, config, signal }) {
    if (config.serialPort === null) return 'no_serial_port';
    const { stream, signIn } = await hypervisor.terminal(ref, config.serialPort, signal);
    return {
      stream,
      async begin() {
        stream.write(signIn);
        if (!(await takeBytes(stream, ok.length, signal)).equals(ok))
          throw new PeerError('the terminal refuses the ticket');
      },
    };
  },
  welcome(browser) {
    browser.write(ok);
    return Promise.resolve();
  },
  find: findTerminalMessage,
};
