import type { StdioAgent } from '../mcp/agent.ts'
import type { AgentReply, AgentWay } from './obedient-agent.ts'

/** Over stdin and stdout of a `promethean mcp`. */
export function stdioWay(agent: StdioAgent): AgentWay {
  return { ask: (method, params) => agent.ask(method, params) }
}

/** Over HTTP, as a client of the protocol's 2025 age. */
export function httpWay(url: string, token: string): AgentWay {
  let id = 0
  return {
    ask: async (method, params): Promise<AgentReply> => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          Authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
      })
      const text = await answer.text()
      const data = text.split('\n').find(line => line.startsWith('data: {'))
      const reply: unknown = parsed(data?.slice('data: '.length) ?? text)
      if (answer.ok) return Object(reply)
      return { error: { code: answer.status, message: text } }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
