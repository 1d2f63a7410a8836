// Ends with 0 where this container's server or worker answers: at METRICS_PORT in a worker, else at PORT or 3000.
import { get } from 'node:http';

const port = process.env['METRICS_PORT'] || process.env['PORT'] || '3000';
const request = get({ host: '127.0.0.1', port, path: '/healthz', timeout: 4000 }, (answer) => {
  process.exit(answer.statusCode === 200 ? 0 : 1);
});
request.on('timeout', () => request.destroy());
request.on('error', () => process.exit(1));
