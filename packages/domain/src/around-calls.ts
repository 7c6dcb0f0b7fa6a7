// One rule for every call of a port, whichever method it is.

type Call = () => Promise<unknown>;

/** The same port, each of whose calls is made by `around`. `port`: the hypervisor, or as much of it as is asked. */
export const aroundCalls = <Port extends object>(
  port: Port,
  around: (call: Call, args: readonly unknown[]) => Promise<unknown>,
): Port =>
  new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) => around(async () => Reflect.apply(method, target, args), args);
    },
  });
