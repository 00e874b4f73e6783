"""Uses a server of MCP as programs in Python do, and prints as JSON what it saw."""

import asyncio
import json
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import Implementation


def server(wanted):
    if "url" not in wanted:
        return StdioServerParameters(**wanted["stdio"])
    headers = {"Authorization": "Bearer " + wanted["token"]}
    return streamable_http_client(
        wanted["url"], http_client=httpx2.AsyncClient(headers=headers)
    )


async def main(wanted):
    told = Implementation(name="python", version="5.6")
    async with Client(server(wanted), mode=wanted["mode"], client_info=told) as client:
        tools = await client.list_tools()
        templates = await client.list_resource_templates()
        answer = await client.call_tool("chat_recent", {"limit": 2})
        prompt = await client.get_prompt("summarize-chat", {"n": "1"})
        seen = {
            "version": client.protocol_version,
            "tools": [tool.name for tool in tools.tools],
            "templates": [one.uri_template for one in templates.resource_templates],
            "chat": answer.structured_content,
            "prompt": json.loads(prompt.messages[1].content.text),
        }
        print(json.dumps(seen))


asyncio.run(main(json.loads(sys.argv[1])))
