// The QQ adapter of Koishi, on the core that Koishi itself has: https://koishi.chat/zh-CN/plugins/adapter/qq.html
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Context } = require('@satorijs/core');
const { HTTP } = require('@cordisjs/plugin-http');
const { QQBot } = require('@satorijs/adapter-qq');

const app = new Context();
app.plugin(HTTP);
app.plugin(QQBot, {
  id: process.env.QQBOT_APPID,
  secret: process.env.QQBOT_SECRET,
  type: 'public',
  endpoint: process.env.QQBOT_PLATFORM,
  protocol: 'websocket',
  intents: 1 << 25,
  retryWhen: [],
});
app.on('message', (session) => {
  if (session.userId !== session.selfId) session.bot.sendMessage(session.channelId, `echo ${session.content.trim()}`, undefined, { session });
});
await app.start();
