using System.Collections.Frozen;
using PeppaApi.Providers.Anthropic;
using PeppaApi.Providers.Anthropic.Completion;
using PeppaApi.Providers.Azure;
using PeppaApi.Providers.ChatGlm;
using PeppaApi.Providers.DashScope;
using PeppaApi.Providers.Ernie;
using PeppaApi.Providers.Gemini;
using PeppaApi.Providers.Hunyuan;
using PeppaApi.Providers.Hunyuan.Hyllm;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Providers.Spark;

namespace PeppaApi.Providers;

/// <summary>Every provider that a channel can have. A vendor that speaks a known dialect is one row (vendors/deepseek-moonshot-etc.md, 1).</summary>
public static class ProviderCatalog
{
    private static readonly UpstreamDialect OpenAI = new OpenAIUpstream();
    private static readonly UpstreamDialect Azure = new AzureUpstream();
    private static readonly UpstreamDialect Anthropic = new AnthropicUpstream();

    /// <summary>In the order in which an operator chooses.</summary>
    public static IReadOnlyList<Provider> All { get; } =
    [
        new("openai", "OpenAI", OpenAI, "https://api.openai.com") { SpeaksResponses = true, SpeaksRealtime = true },
        new("azure", "Azure OpenAI", Azure, "") { SendsNotes = true, NamesVersion = true, SpeaksRealtime = true },
        new("anthropic", "Anthropic", Anthropic, "https://api.anthropic.com"),
        new("anthropic-complete", "Anthropic (older text completions)", new CompletionUpstream(), "https://api.anthropic.com"),
        new("gemini", "Google Gemini", new GeminiUpstream(), "https://generativelanguage.googleapis.com"),
        new("gemini-openai", "Google Gemini (OpenAI-compatible)", OpenAI, "https://generativelanguage.googleapis.com/v1beta/openai") { ReasoningBesideCompletion = true },
        new("deepseek", "DeepSeek", OpenAI, "https://api.deepseek.com"),
        new("moonshot", "Moonshot (Kimi)", OpenAI, "https://api.moonshot.cn/v1") { HighestTemperature = 1 },
        new("minimax", "MiniMax", OpenAI, "https://api.minimaxi.com/v1") { LowestTemperature = 0.01, HighestTemperature = 1 },
        new("doubao", "Doubao (Volcengine Ark)", OpenAI, "https://ark.cn-beijing.volces.com/api/v3"),
        new("siliconflow", "SiliconFlow", OpenAI, "https://api.siliconflow.cn/v1"),
        new("openrouter", "OpenRouter", OpenAI, "https://openrouter.ai/api/v1"),
        new("groq", "Groq", OpenAI, "https://api.groq.com/openai/v1"),
        new("mistral", "Mistral", OpenAI, "https://api.mistral.ai/v1") { AsksForStreamUsage = false, HighestTemperature = 1.5, Refuses = ["user", "seed", "frequency_penalty"] },
        new("xai", "xAI (Grok)", OpenAI, "https://api.x.ai/v1") { ReasoningBesideCompletion = true, Refuses = ["presence_penalty", "frequency_penalty"] },
        new("ollama", "Ollama", OpenAI, "http://localhost:11434"),
        new("lingyi", "01.AI (Lingyi)", OpenAI, "https://api.lingyiwanwu.com/v1"),
        new("baichuan", "Baichuan", OpenAI, "https://api.baichuan-ai.com/v1") { HighestTemperature = 1 },
        new("stepfun", "StepFun", OpenAI, "https://api.stepfun.com/v1"),
        new("cohere", "Cohere", OpenAI, "https://api.cohere.ai/compatibility/v1") { HighestTemperature = 1 },
        new("baidu-v2", "Baidu Qianfan (ERNIE, OpenAI-compatible)", OpenAI, "https://qianfan.baidubce.com/v2") { Faults = VendorFaults.Qianfan, LowestTemperature = 0.01, HighestTemperature = 1 },
        new("zhipu", "Zhipu (GLM)", OpenAI, "https://open.bigmodel.cn/api/paas/v4")
        {
            AsksForStreamUsage = false, LowestTemperature = 0.01, HighestTemperature = 0.99, LowestTopP = 0.01, HighestTopP = 0.99, KeyForm = "ID.SECRET", Faults = VendorFaults.Zhipu,
            Refuses = ["user", "seed", "presence_penalty", "frequency_penalty", "parallel_tool_calls"],
        },
        new("spark-http", "iFlytek Spark (HTTP)", new SparkHttpUpstream(), "https://spark-api-open.xf-yun.com/v1") { AsksForStreamUsage = false, LowestTopP = 0.01, Faults = VendorFaults.Spark, Refuses = ["seed", "parallel_tool_calls"] },
        new("qwen", "Alibaba Qwen (DashScope)", OpenAI, "https://dashscope.aliyuncs.com/compatible-mode/v1") { HighestTemperature = 1.99, LowestTopP = 0.01, HighestTopP = 0.99, Faults = VendorFaults.DashScope },
        new("zhinao", "360 Zhinao", OpenAI, "https://api.360.cn/v1")
        {
            AsksForStreamUsage = false, HighestTemperature = 1, Faults = VendorFaults.Zhinao, Refuses = ["seed", "presence_penalty", "frequency_penalty", "parallel_tool_calls"],
        },
        new("hunyuan", "Tencent Hunyuan", OpenAI, "https://api.hunyuan.cloud.tencent.com/v1"),
        new("ernie", "Baidu ERNIE (access token)", new ErnieUpstream(), "https://aip.baidubce.com") { KeyForm = "API_KEY|SECRET_KEY" },
        new("chatglm", "Zhipu ChatGLM (v3, chatglm_*)", new ChatGlmUpstream(), "https://open.bigmodel.cn") { KeyForm = "ID.SECRET", Faults = VendorFaults.Zhipu },
        new("spark", "iFlytek Spark (WebSocket)", new SparkUpstream(), "https://spark-api.xf-yun.com") { KeyForm = "APPID|APISecret|APIKey", Faults = VendorFaults.Spark },
        new("dashscope", "Alibaba DashScope (native)", new DashScopeUpstream(), "https://dashscope.aliyuncs.com") { Faults = VendorFaults.DashScope },
        new("hunyuan-cloud", "Tencent Hunyuan (cloud API, TC3)", new HunyuanUpstream(), "https://hunyuan.tencentcloudapi.com") { KeyForm = "AppId|SecretId|SecretKey" },
        new("hunyuan-hyllm", "Tencent Hunyuan (older signed API)", new HyllmUpstream(), "https://hunyuan.cloud.tencent.com") { KeyForm = "AppId|SecretId|SecretKey", Faults = VendorFaults.Hyllm },
        new("midjourney", "Midjourney (midjourney-proxy)", new MidjourneyUpstream(), ""),
        new("custom", "OpenAI-compatible", OpenAI, "") { SpeaksResponses = true, SpeaksRealtime = true },
    ];

    private static readonly FrozenDictionary<string, Provider> ByName = All.ToFrozenDictionary(provider => provider.Name);

    public static Provider? Find(string name) => ByName.GetValueOrDefault(name);
}
