using System.Collections.Frozen;

namespace PeppaApi.Providers.Ernie;

/// <summary>Where each model is: paths do not follow the names (vendors/baidu-ernie.md, 2.1).</summary>
internal static class ErnieAddress
{
    private const string Root = "/rpc/2.0/ai_custom/v1/wenxinworkshop/";

    private static readonly FrozenDictionary<string, string> Paths = new Dictionary<string, string>
    {
        ["ERNIE-Bot"] = "completions",
        ["ERNIE-3.5-8K"] = "completions",
        ["ERNIE-Bot-turbo"] = "eb-instant",
        ["ERNIE-Lite-8K-0922"] = "eb-instant",
        ["ERNIE-Bot-4"] = "completions_pro",
        ["ERNIE-4.0"] = "completions_pro",
        ["ERNIE-4.0-8K"] = "completions_pro",
        ["ERNIE-4.0-8K-Preview-0518"] = "completions_adv_pro",
        ["ERNIE-Bot-8K"] = "ernie_bot_8k",
        ["ERNIE-Speed"] = "ernie_speed",
        ["ERNIE-Speed-8K"] = "ernie_speed",
        ["ERNIE-Lite-8K-0308"] = "ernie-lite-8k",
        ["ERNIE-Function-8K"] = "ernie-func-8k",
        ["ERNIE-Character-8K"] = "ernie-char-8k",
        ["ERNIE-Character-Fiction-8K"] = "ernie-char-fiction-8k",
        ["EB-turbo-AppBuilder"] = "ai_apaas",
        ["ERNIE Speed-AppBuilder"] = "ai_apaas",
        ["BLOOMZ-7B"] = "bloomz_7b1",
        ["Llama-2-7b-chat"] = "llama_2_7b",
        ["Llama-2-13b-chat"] = "llama_2_13b",
        ["Llama-2-70b-chat"] = "llama_2_70b",
        ["Meta-Llama-3-8B"] = "llama_3_8b",
        ["Meta-Llama-3-70B"] = "llama_3_70b",
        ["ChatGLM2-6B-32K"] = "chatglm2_6b_32k",
        ["Yi-34B-Chat"] = "yi_34b_chat",
        ["bge-large-zh"] = "bge_large_zh",
        ["bge-large-en"] = "bge_large_en",
        ["tao-8k"] = "tao_8k",
        ["Mixtral-8x7B-Instruct"] = "mixtral_8x7b_instruct",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name that is not known is its own path, in small letters: deployments of an account have paths of their own.</summary>
    public static Uri Of(in UpstreamTarget target, Operation operation)
    {
        var path = Paths.TryGetValue(target.Model, out var known) ? known : Uri.EscapeDataString(target.Model.ToLowerInvariant());
        var kind = operation == Operation.Embedding ? "embeddings/" : "chat/";
        return new Uri(target.Endpoint, target.Endpoint.AbsolutePath.TrimEnd('/') + Root + kind + path);
    }
}
