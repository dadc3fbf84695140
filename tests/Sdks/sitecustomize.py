# Leads what a program sends to the platform to $QQBOT_PLATFORM. Python loads it from a folder of PYTHONPATH by its name.
import os
import re

import aiohttp

platform = os.environ.get("QQBOT_PLATFORM", "http://127.0.0.1:5140").rstrip("/")
hosts = re.compile(r"https://(bots\.qq\.com|(sandbox\.)?api\.sgroup\.qq\.com|api\.bot\.qq\.com)(?=/)")
request = aiohttp.ClientSession._request


async def redirected(self, method, url, **options):
    return await request(self, method, hosts.sub(platform, str(url)), **options)


aiohttp.ClientSession._request = redirected
