import type { RequestHandler } from 'express';

/** Header that carries the client's address to better-auth; what a client sends under this name is overwritten. */
export const CLIENT_ADDRESS_HEADER = 'x-tidewaiter-client';

/** Notes the address that Express found, trusting the proxies it was told to. */
export const noteClientAddress: RequestHandler = (request, _response, next) => {
  request.headers[CLIENT_ADDRESS_HEADER] = request.ip ?? 'unknown';
  next();
};
