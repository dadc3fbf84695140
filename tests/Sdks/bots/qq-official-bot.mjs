// https://www.npmjs.com/package/qq-official-bot
import sdk from 'qq-official-bot';

const bot = new sdk.Bot({
  appid: process.env.QQBOT_APPID,
  secret: process.env.QQBOT_SECRET,
  mode: sdk.ReceiverMode.WEBSOCKET,
  intents: ['GROUP_AND_C2C_EVENT'],
});
bot.on('message.group', (event) => event.reply(`echo ${event.raw_message.trim()}`));
bot.on('message.private', (event) => event.reply(`echo ${event.raw_message.trim()}`));
await bot.start();
