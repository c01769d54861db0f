/**
 * Assistants that answer with links, as a table that `readEntries` of entry.ts explains: name | hosts | app ids | aliases.
 * Facts taken from AIAssistants.yml of matomo-org/searchengine-and-social-list, commit 3b3a82d (2026-07-15), CC0-1.0;
 * app ids, aliases and those that it lacks added from our own knowledge. Answers that a search engine shows among its
 * results have the engine's host and can't be told from search.
 */
export const assistants = `
ChatGPT          | chatgpt.com openai.com | com.openai.chatgpt | openai gpt chatgptads
Claude           | claude.ai claude.com anthropic.com | com.anthropic.claude | anthropic
Copilot          | copilot.microsoft.com copilot.com copilot.cloud.microsoft m365.cloud.microsoft edgeservices.bing.com | com.microsoft.copilot | microsoftcopilot bingchat m365copilot
Gemini           | gemini.google.com gemini.google bard.google.com | com.google.android.apps.bard | googlegemini bard
NotebookLM       | notebooklm.google.com notebooklm.google | com.google.android.apps.labs.language.tailwind |
Google AI Studio | aistudio.google.com | |
Perplexity       | perplexity.ai pplx.ai | ai.perplexity.app.android | pplx perplexityai
Le Chat          | mistral.ai | ai.mistral.chat | mistral mistralai
DeepSeek         | deepseek.com | com.deepseek.chat |
Grok             | grok.com x.ai | ai.x.grok | xai
Meta AI          | meta.ai | com.facebook.stella |
Duck.ai          | duck.ai | | duckai
You.com          | you.com | com.you.browser | youcom
Poe              | poe.com | com.poe.android |
HuggingChat      | huggingface.co hf.co | | huggingface
Lumo             | lumo.proton.me | me.proton.android.lumo |
Euria            | euria.infomaniak.com | |
Qwen             | qwen.ai tongyi.com tongyi.aliyun.com qianwen.com | ai.qwenlm.chat.android | tongyi qianwen
Kimi             | kimi.com kimi.ai moonshot.cn | com.moonshot.kimichat | moonshot
Doubao           | doubao.com | com.larus.nova |
ERNIE            | yiyan.baidu.com ernie.baidu.com chat.baidu.com ai.baidu.com | com.baidu.newapp | erniebot
ChatGLM          | chatglm.cn z.ai | com.zhipuai.qingyan | zai
Yuanbao          | yuanbao.tencent.com | com.tencent.hunyuan.app.chat |
MiniMax          | minimax.io | |
GigaChat         | giga.chat | |
Yandex Alice     | alice.yandex.ru | |
CLOVA X          | clova-x.naver.com | |
wrtn             | wrtn.ai | com.wrtn.app |
iAsk             | iask.ai | | iaskai
Phind            | phind.com | |
Andi Search      | andisearch.com | |
Komo             | komo.ai | |
Felo             | felo.ai | |
Liner AI         | liner.com getliner.com | |
Genspark         | genspark.ai | |
Manus            | manus.im | tech.butterfly.app |
Consensus        | consensus.app | |
Elicit           | elicit.com | |
Jasper           | jasper.ai | |
Writesonic       | writesonic.com | | chatsonic
Copy.ai          | copy.ai | |
Character.AI     | character.ai | ai.character.app |
Pi               | pi.ai heypi.com | ai.inflection.pi |
Monica AI        | monica.im | |
Merlin AI        | getmerlin.in | |
Sider            | sider.ai | |
Mammouth         | mammouth.ai | |
Venice           | venice.ai | |
TypingMind       | typingmind.com | |
OpenRouter       | openrouter.ai | |
Groq             | groq.com | |
Cohere           | cohere.com | |
LMArena          | lmarena.ai | |
ChatOn           | chaton.ai | |
Chat+            | chatplus.com chat-gpt.org | |
`
