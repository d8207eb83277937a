/**
 * Nothing in a test talks to anything but this machine. Loaded into every test file, and into the processes that tests
 * start (`node --import`).
 */
import { Socket } from "node:net";

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1|\[::1\])$/u;

const connect = Socket.prototype.connect;

Socket.prototype.connect = function connectToLoopback(this: Socket, ...args: unknown[]): Socket {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const target: unknown = typeof first === "object" && first !== null ? first : {};
  const { host, path } = target as { host?: string; path?: string };
  if (path === undefined && host !== undefined && !LOOPBACK.test(host)) {
    throw new Error(`A test tried to reach ${host}: only loopback is allowed.`);
  }
  return Reflect.apply(connect, this, args) as Socket;
};
