import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { answerFrom } from './limit-process.ts';

/** The limit for a hit: node:http, one GET of the same bytes from the same Redis, and nothing else. */
const redis = new Redis(process.env['REDIS_URL'] ?? '', { enableAutoPipelining: true });
const key = process.env['BENCH_KEY'] ?? '';

const server = createServer((_request, response) => {
  void redis.get(key).then((body) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body ?? '') });
    response.end(body);
  });
});
answerFrom(server);
