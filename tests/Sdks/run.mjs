// Bots on SDKs of other people against `qqbot simulate`: each logs in, is spoken to in a group and in a chat, and has to answer. See README.md.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '..', '..');
const patience = 30_000;
const chats = [['group', '21FA7E6EA024674AE4384DF00591491B'], ['c2c', '139A9E3FE695A993C530F597BF856E77']];

const bots = [
  { name: 'qq-official-bot', prepare: npm, start: () => node('bots/qq-official-bot.mjs') },
  { name: 'koishi', prepare: npm, start: () => node('bots/koishi.mjs') },
  { name: 'botpy', prepare: pip, start: ({ python, modules }) => [python, [path.join(here, 'bots/botpy_bot.py')], { PYTHONPATH: [here, ...modules].join(path.delimiter) }] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !bots.some((bot) => bot.name === name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}: there is ${bots.map((bot) => bot.name).join(', ')}.`);
  process.exit(2);
}

const { simulator, url } = await simulate();
const count = { passed: 0, failed: 0, skipped: 0 };
try {
  for (const bot of bots.filter((bot) => wanted.length === 0 || wanted.includes(bot.name))) {
    const [result, why] = await attempt(bot);
    count[result]++;
    console.log(`${result.padEnd(8)}${bot.name}${why ? `: ${why}` : ''}`);
  }
} finally {
  simulator.kill('SIGINT');
}

console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;

async function attempt(bot) {
  const prepared = bot.prepare();
  if (prepared.missing) return ['skipped', prepared.missing];

  const appid = `1020001${bots.indexOf(bot)}`;
  const [command, args, environment] = bot.start(prepared);

  // Some write logs into the folder that they are started in.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'qqbot-sdk-'));
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...environment, QQBOT_PLATFORM: url, QQBOT_APPID: appid, QQBOT_SECRET: `secret of ${bot.name}` },
  });
  const output = gather(child);
  try {
    for (const [scene, conversation] of chats) {
      const text = `${bot.name} in ${scene}`;
      const question = await say(appid, scene, conversation, text);
      await answered(scene, conversation, question, `echo ${text}`);
    }
    return ['passed'];
  } catch (error) {
    return ['failed', `${error.message}\n${output().split('\n').slice(-15).join('\n')}`];
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

// Again and again until the bot has logged in: before that it is not told.
async function say(bot, scene, conversation, text) {
  return within(`the bot did not log in, so nobody was told of “${text}”`, async () => {
    const { bots: known } = await call('world');
    if (!known.some((one) => one.app_id === bot && one.online)) return undefined;
    const said = await call('messages', { bot, scene, conversation, text });
    return said.delivered > 0 ? said.message_id : undefined;
  });
}

// The SDKs differ in the blanks around a mention; the words have to be the same.
async function answered(scene, conversation, question, text) {
  return within(`nobody answered in ${scene}`, async () => {
    const { messages } = await call(`messages?conversation=${conversation}&after=0`);
    const answer = messages.find((message) => message.from === 'bot' && message.reply_to === question);
    if (answer && answer.text.replace(/\s+/g, ' ') !== text) throw new Error(`the answer in ${scene} is “${answer.text}”, not “${text}”`);
    return answer;
  });
}

async function within(problem, look) {
  for (const end = Date.now() + patience; Date.now() < end; await pause(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(problem);
}

async function call(path, body) {
  const answer = await fetch(`${url}simulator/${path}`, body && { method: 'POST', body: JSON.stringify(body) });
  const read = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${read.error}`);
  return read;
}

async function simulate() {
  const program = ['Debug', 'Release'].map((kind) => path.join(root, 'src/QQBotKit.Host/bin', kind, 'net10.0/qqbot.dll')).find(existsSync);
  if (!program) {
    console.error('Build the host first: dotnet build src/QQBotKit.Host');
    process.exit(2);
  }

  const child = spawn('dotnet', [program, 'simulate', '--url', 'http://127.0.0.1:0'], { env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' } });
  const output = gather(child);
  for (const end = Date.now() + patience; Date.now() < end && child.exitCode === null; await pause(50)) {
    const address = /API: (\S+)/.exec(output());
    if (address) return { simulator: child, url: address[1] };
  }
  throw new Error(`The simulator did not start:\n${output()}`);
}

function gather(child) {
  let text = '';
  child.stdout.on('data', (data) => { text += data; });
  child.stderr.on('data', (data) => { text += data; });
  return () => text;
}

function node(script) {
  return [process.execPath, ['--require', path.join(here, 'redirect.cjs'), path.join(here, script)], {}];
}

function npm() {
  if (!existsSync(path.join(here, 'node_modules/.package-lock.json'))) {
    const installed = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, encoding: 'utf8' });
    if (installed.status !== 0) return { missing: `npm ci: ${installed.stderr}` };
  }
  return {};
}

// $BOTPY names a folder that has the package botpy in it, for where PyPI cannot be reached.
function pip() {
  if (process.env.BOTPY) return { python: process.env.PYTHON ?? 'python3', modules: [process.env.BOTPY] };
  const environment = path.join(here, '.venv');
  const python = path.join(environment, 'bin/python');
  const steps = [['python3', ['-m', 'venv', environment]], [python, ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt']]];
  for (const [command, args] of existsSync(path.join(environment, 'installed')) ? [] : steps) {
    const done = spawnSync(command, args, { cwd: here, encoding: 'utf8', timeout: 120_000 });
    if (done.status !== 0) return { missing: `${command} ${args.join(' ')}: ${done.stderr || done.error}` };
  }
  return { python, modules: [] };
}
