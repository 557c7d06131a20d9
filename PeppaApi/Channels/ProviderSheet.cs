using System.Collections.Frozen;
using PeppaApi.Providers.Midjourney;

namespace PeppaApi.Channels;

/// <summary>What an operator needs to know of a vendor before there is a channel; how the vendor is spoken to is in <c>ProviderCatalog</c>.</summary>
/// <param name="KeysAt">The page where its keys are had; none where the upstream is the operator's own, or anybody's.</param>
/// <param name="KeyBegins">How its keys usually begin; none where there is no telling.</param>
public sealed record ProviderSheet(string? KeysAt = null, string? KeyBegins = null)
{
    /// <summary>Whether the upstream says which models it has.</summary>
    public bool ListsModels { get; init; } = true;

    /// <summary>Models that are known of it where it does not say (docs/vendors.md).</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    private static readonly ProviderSheet None = new();
    private static readonly ProviderSheet Zhipu = new("https://open.bigmodel.cn/usercenter/apikeys");
    private static readonly ProviderSheet Spark = new("https://console.xfyun.cn/services/cbm") { ListsModels = false };
    private static readonly ProviderSheet DashScope = new("https://bailian.console.aliyun.com/", "sk-");
    private static readonly ProviderSheet Tencent = new("https://console.cloud.tencent.com/cam/capi") { ListsModels = false };

    private static readonly FrozenDictionary<string, ProviderSheet> ByProvider = new Dictionary<string, ProviderSheet>
    {
        ["openai"] = new("https://platform.openai.com/api-keys", "sk-"),
        ["azure"] = new("https://portal.azure.com/") { ListsModels = false },
        ["anthropic"] = new("https://console.anthropic.com/settings/keys", "sk-ant-"),
        ["anthropic-complete"] = new("https://console.anthropic.com/settings/keys", "sk-ant-") { ListsModels = false, Models = ["claude-2", "claude-2.1", "claude-instant-1"] },
        ["gemini"] = new("https://aistudio.google.com/apikey"),
        ["gemini-openai"] = new("https://aistudio.google.com/apikey"),
        ["deepseek"] = new("https://platform.deepseek.com/api_keys", "sk-"),
        ["moonshot"] = new("https://platform.moonshot.cn/console/api-keys", "sk-"),
        ["minimax"] = new("https://platform.minimaxi.com/user-center/basic-information/interface-key"),
        ["doubao"] = new("https://console.volcengine.com/ark"),
        ["siliconflow"] = new("https://cloud.siliconflow.cn/account/ak", "sk-"),
        ["openrouter"] = new("https://openrouter.ai/settings/keys", "sk-or-"),
        ["groq"] = new("https://console.groq.com/keys", "gsk_"),
        ["mistral"] = new("https://console.mistral.ai/api-keys"),
        ["xai"] = new("https://console.x.ai/", "xai-"),
        ["lingyi"] = new("https://platform.lingyiwanwu.com/apikeys"),
        ["baichuan"] = new("https://platform.baichuan-ai.com/console/apikey", "sk-"),
        ["stepfun"] = new("https://platform.stepfun.com/interface-key"),
        ["cohere"] = new("https://dashboard.cohere.com/api-keys"),
        ["baidu-v2"] = new("https://console.bce.baidu.com/qianfan/", "bce-v3/"),
        ["zhipu"] = Zhipu,
        ["spark-http"] = Spark with { Models = ["lite", "generalv3", "pro-128k", "generalv3.5", "max-32k", "4.0Ultra"] },
        ["qwen"] = DashScope,
        ["zhinao"] = new("https://ai.360.com/"),
        ["hunyuan"] = new("https://console.cloud.tencent.com/hunyuan/api-key", "sk-"),
        ["ernie"] = new("https://console.bce.baidu.com/qianfan/") { ListsModels = false, Models = ["ERNIE-4.0-8K", "ERNIE-Bot-4", "ERNIE-Bot", "ERNIE-Bot-turbo", "Embedding-V1", "bge-large-zh", "bge-large-en", "tao-8k"] },
        ["chatglm"] = Zhipu with { ListsModels = false, Models = ["chatglm_pro", "chatglm_turbo", "chatglm_std", "chatglm_lite"] },
        ["spark"] = Spark with { Models = ["SparkDesk", "SparkDesk-v4.0", "SparkDesk-v3.5", "SparkDesk-v3.5-32K", "SparkDesk-v3.1", "SparkDesk-v3.1-128K", "SparkDesk-v2.1", "SparkDesk-v1.1"] },
        ["dashscope"] = DashScope with { ListsModels = false, Models = ["qwen-turbo", "qwen-plus", "qwen-max", "qwen-long", "qwen-vl-max", "text-embedding-v3", "wanx-v1"] },
        ["hunyuan-cloud"] = Tencent with { Models = ["hunyuan-turbos-latest", "hunyuan-t1-latest", "hunyuan-large", "hunyuan-standard", "hunyuan-pro", "hunyuan-vision", "hunyuan-functioncall"] },
        ["hunyuan-hyllm"] = Tencent with { Models = ["hunyuan"] },
        ["midjourney"] = None with
        {
            ListsModels = false,
            Models = [.. MjActions.All.Select(action => MjActions.Model(action, mode: ""))],
        },
    }.ToFrozenDictionary();

    /// <summary>What is known of a provider; nothing of those that are the operator's own.</summary>
    public static ProviderSheet Of(string provider) => ByProvider.GetValueOrDefault(provider, None);
}
