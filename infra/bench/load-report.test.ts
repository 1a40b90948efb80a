import { expect, test } from 'vitest';
import { readAutocannon, readWrk } from './load-report.ts';

const wrk = (trouble = '') => `Running 4s test @ http://127.0.0.1:1/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.80ms    4.41ms  34.27ms   89.01%
    Req/Sec    11.27k     4.75k   19.72k    65.00%
  Latency Distribution
     50%  900.00us
     75%    2.47ms
     90%    7.96ms
     99%    1.02s
  44997 requests in 4.01s, 316.31MB read
${trouble}Requests/sec:  11216.61
Transfer/sec:     78.85MB
`;

test('the units of wrk become milliseconds', () => {
  expect(readWrk('x', wrk())).toEqual({ requestsPerSecond: 11216.61, p50Ms: 0.9, p99Ms: 1020 });
});

test.each(['  Non-2xx or 3xx responses: 12\n', '  Socket errors: connect 0, read 3, write 0, timeout 9\n'])(
  'failures are no result: %s',
  (trouble) => {
    expect(() => readWrk('http://x', wrk(trouble))).toThrow('12 requests to http://x failed');
  },
);

test('autocannon counts errors, timeouts and refusals apart', () => {
  const report = { requests: { average: 50 }, latency: { p50: 3, p99: 9 }, errors: 0, timeouts: 0, non2xx: 0 };
  expect(readAutocannon('x', JSON.stringify(report))).toEqual({ requestsPerSecond: 50, p50Ms: 3, p99Ms: 9 });
  for (const trouble of ['errors', 'timeouts', 'non2xx']) {
    expect(() => readAutocannon('x', JSON.stringify({ ...report, [trouble]: 2 }))).toThrow('2 requests');
  }
});

test('nothing answered is no result', () => {
  expect(() => readWrk('x', '')).toThrow('Nothing was answered');
});
