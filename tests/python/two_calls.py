"""An application that calls a model twice, plain and streamed, with the SDK as its users install it.

Prints one line of JSON: how many records the SDK counts as delivered and as errors, and the ids of the answers.
The addresses and keys come from the environment, as in any application: OPENAI_BASE_URL, OPENAI_API_KEY,
REVENIUM_METERING_BASE_URL, REVENIUM_METERING_API_KEY. The trace's id is the only argument.
"""

import json
import sys

import openai
import revenium_middleware.openai  # noqa: F401  instruments the client
from revenium_middleware import flush_metering, get_metering_status

USAGE_METADATA = {
    "organizationName": "AcmeCorp",
    "productName": "support-chatbot",
    "subscriber": {
        "id": "user-1",
        "email": "user1@example.com",
        "credential": {"name": "web-key", "value": "k-123"},
    },
    "agent": "support-agent",
    "task_type": "summarize",
    "trace_id": sys.argv[1],
}
MESSAGES = [{"role": "user", "content": "What is six times seven?"}]

client = openai.OpenAI()

plain = client.chat.completions.create(model="gpt-5", messages=MESSAGES, usage_metadata=USAGE_METADATA)
assert plain.choices[0].message.content

streamed_id, words = None, []
stream = client.chat.completions.create(
    model="gpt-4o-mini", messages=MESSAGES, stream=True, usage_metadata=USAGE_METADATA
)
for chunk in stream:
    streamed_id = chunk.id
    if chunk.choices and chunk.choices[0].delta.content:
        words.append(chunk.choices[0].delta.content)
assert words

left = flush_metering(30)
status = get_metering_status()
print(
    json.dumps(
        {
            "delivered": status.success_count,
            "errors": status.error_count,
            "last_error": repr(status.last_error) if status.last_error else None,
            "left": left,
            "plain": plain.id,
            "streamed": streamed_id,
        }
    )
)
