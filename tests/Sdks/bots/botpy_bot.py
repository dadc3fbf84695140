# https://pypi.org/project/qq-botpy/
import os

import botpy


class Echo(botpy.Client):
    async def on_group_at_message_create(self, message):
        await message.reply(content="echo " + message.content.strip())

    async def on_c2c_message_create(self, message):
        await message.reply(content="echo " + message.content.strip())


Echo(intents=botpy.Intents(public_messages=True)).run(appid=os.environ["QQBOT_APPID"], secret=os.environ["QQBOT_SECRET"])
