import { createServer } from 'node:http';
import { answerFrom } from './limit-process.ts';

/** The limit of node:http itself: the same bytes, held in memory. */
const body = process.env['BENCH_BODY'] ?? '';
const headers = {
  'content-type': process.env['BENCH_TYPE'] ?? 'application/json',
  'content-length': Buffer.byteLength(body),
};

answerFrom(createServer((_request, response) => response.writeHead(200, headers).end(body)));
