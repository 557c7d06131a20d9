using System.Collections.Frozen;

namespace PeppaApi.Operations.Imports;

/// <summary>Which provider a vendor of an old relay is here.</summary>
/// <param name="Title">What the old relay calls it.</param>
/// <param name="Provider">None if there is no equal here.</param>
/// <param name="BaseUrl">Where it is, for those that are <c>custom</c> here.</param>
internal sealed record OldVendor(string Title, string? Provider, string BaseUrl = "");

internal static class OldVendors
{
    private const string Custom = "custom";

    /// <summary>What both number alike.</summary>
    private static readonly Dictionary<long, OldVendor> Alike = new()
    {
        [1] = new("OpenAI", "openai"),
        [3] = new("Azure", "azure"),
        [6] = new("OpenAIMax", Custom, "https://api.openaimax.com"),
        [7] = new("OhMyGPT", Custom, "https://api.ohmygpt.com"),
        [8] = new("Custom", Custom),
        [9] = new("AILS", Custom, "https://api.caipacity.com"),
        [10] = new("AIProxy", Custom, "https://api.aiproxy.io"),
        [11] = new("PaLM", null),
        [12] = new("API2GPT", Custom, "https://api.api2gpt.com"),
        [13] = new("AIGC2D", Custom, "https://api.aigc2d.com"),
        [14] = new("Anthropic", "anthropic"),
        [15] = new("Baidu", "ernie"),
        [16] = new("Zhipu", "zhipu"),
        [17] = new("Ali", "qwen"),
        [18] = new("Xunfei", "spark"),
        [19] = new("360", "zhinao"),
        [20] = new("OpenRouter", "openrouter"),
        [21] = new("AIProxy library", null),
        [22] = new("FastGPT", Custom, "https://fastgpt.run/api/openapi/v1"),
        [23] = new("Tencent", "hunyuan-cloud"),
        [24] = new("Gemini", "gemini"),
        [25] = new("Moonshot", "moonshot"),
        [33] = new("AWS", null),
    };

    private static readonly FrozenDictionary<long, OldVendor> OneApi = With(new()
    {
        [2] = new("API2D", Custom, "https://oa.api2d.net"),
        [4] = new("CloseAI", Custom, "https://api.closeai-proxy.xyz"),
        [5] = new("OpenAI-SB", Custom, "https://api.openai-sb.com"),
        [26] = new("Baichuan", "baichuan"),
        [27] = new("MiniMax", "minimax"),
        [28] = new("Mistral", "mistral"),
        [29] = new("Groq", "groq"),
        [30] = new("Ollama", "ollama"),
        [31] = new("Lingyi", "lingyi"),
        [32] = new("StepFun", "stepfun"),
        [34] = new("Coze", null),
        [35] = new("Cohere", "cohere"),
        [36] = new("DeepSeek", "deepseek"),
        [37] = new("Cloudflare", null),
        [38] = new("DeepL", null),
        [39] = new("together.ai", Custom, "https://api.together.xyz/v1"),
        [40] = new("Doubao", "doubao"),
        [41] = new("Novita", Custom, "https://api.novita.ai/v3/openai"),
        [42] = new("Vertex AI", null),
        [43] = new("Proxy", null),
        [44] = new("SiliconFlow", "siliconflow"),
        [45] = new("xAI", "xai"),
        [46] = new("Replicate", null),
        [47] = new("Baidu V2", "baidu-v2"),
        [48] = new("Xunfei V2", "spark-http"),
        [49] = new("Ali Bailian", "qwen"),
        [50] = new("OpenAI compatible", Custom),
        [51] = new("Gemini, OpenAI compatible", "gemini-openai"),
    });

    private static readonly FrozenDictionary<long, OldVendor> NewApi = With(new()
    {
        [2] = new("Midjourney", "midjourney"),
        [4] = new("Ollama", "ollama"),
        [5] = new("Midjourney Plus", "midjourney"),
        [26] = new("Zhipu V4", "zhipu"),
        [27] = new("Perplexity", null),
        [31] = new("Lingyi", "lingyi"),
        [34] = new("Cohere", "cohere"),
        [35] = new("MiniMax", "minimax"),
        [36] = new("Suno", null),
        [37] = new("Dify", null),
        [38] = new("Jina", Custom, "https://api.jina.ai/v1"),
        [39] = new("Cloudflare", null),
        [40] = new("SiliconFlow", "siliconflow"),
        [41] = new("Vertex AI", null),
        [42] = new("Mistral", "mistral"),
        [43] = new("DeepSeek", "deepseek"),
        [44] = new("MokaAI", null),
        [45] = new("VolcEngine", "doubao"),
        [46] = new("Baidu V2", "baidu-v2"),
        [47] = new("Xinference", Custom),
        [48] = new("xAI", "xai"),
        [49] = new("Coze", null),
        [50] = new("Kling", null),
        [51] = new("Jimeng", null),
        [52] = new("Vidu", null),
        [53] = new("Submodel", Custom, "https://llm.submodel.ai/v1"),
        [54] = new("Doubao video", null),
        [55] = new("Sora", "openai"),
        [56] = new("Replicate", null),
    });

    public static OldVendor? Find(OldRelay relay, long type) => (relay == OldRelay.OneApi ? OneApi : NewApi).GetValueOrDefault(type);

    private static FrozenDictionary<long, OldVendor> With(Dictionary<long, OldVendor> own) => own.Concat(Alike).ToFrozenDictionary();
}
