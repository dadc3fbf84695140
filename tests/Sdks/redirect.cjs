// Leads what a program sends to the platform to $QQBOT_PLATFORM. Loaded before it: node --require ./redirect.cjs bot.js
const http = require('node:http');
const https = require('node:https');

const platform = new URL(process.env.QQBOT_PLATFORM ?? 'http://127.0.0.1:5140');
const hosts = /^(bots\.qq\.com|(sandbox\.)?api\.sgroup\.qq\.com|api\.bot\.qq\.com)$/;

const httpsRequest = https.request;
https.request = (options, ...rest) => {
  if (!hosts.test(options.hostname ?? options.host ?? '')) return httpsRequest(options, ...rest);
  const { hostname, port, protocol, host } = platform;
  return http.request({ ...options, protocol, hostname, host: hostname, port, agent: undefined, headers: { ...options.headers, host } }, ...rest);
};

const fetchAnything = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(input.url ?? input);
  return hosts.test(url.hostname) ? fetchAnything(new URL(url.pathname + url.search, platform), init) : fetchAnything(input, init);
};
