// Ends with 0 where this container's server or worker answers: at METRICS_PORT in a worker, else at PORT or 3000.
const port = process.env['METRICS_PORT'] || process.env['PORT'] || '3000';

try {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}

// A module, for the await above.
export {};
