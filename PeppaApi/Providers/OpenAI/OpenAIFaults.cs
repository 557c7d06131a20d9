using System.Collections.Frozen;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Whose fault an error is, by the codes of OpenAI and its imitators, where the status alone does not say.</summary>
internal static class OpenAIFaults
{
    private static readonly FrozenDictionary<string, UpstreamFault> Known = new Dictionary<string, UpstreamFault>
    {
        ["insufficient_quota"] = UpstreamFault.Key,
        ["invalid_api_key"] = UpstreamFault.Key,
        ["account_deactivated"] = UpstreamFault.Key,
        ["billing_not_active"] = UpstreamFault.Key,
        // Moonshot
        ["invalid_authentication_error"] = UpstreamFault.Key,
        ["exceeded_current_quota_error"] = UpstreamFault.Key,
        ["rate_limit_reached_error"] = UpstreamFault.Busy,
        ["engine_overloaded_error"] = UpstreamFault.Busy,
        // Doubao
        ["AccountOverdueError"] = UpstreamFault.Key,
        ["AuthenticationError"] = UpstreamFault.Key,
        // SiliconFlow
        ["30001"] = UpstreamFault.Key,
        // MiniMax, inside a 200
        ["1002"] = UpstreamFault.Busy,
        ["1039"] = UpstreamFault.Busy,
        ["1004"] = UpstreamFault.Key,
        ["1008"] = UpstreamFault.Key,
        ["2049"] = UpstreamFault.Key,
        ["1026"] = UpstreamFault.Request,
        ["1027"] = UpstreamFault.Request,
        ["2013"] = UpstreamFault.Request,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static UpstreamFault? Find(UpstreamError? error) =>
        error is null ? null
        : error.Code is { } code && Known.TryGetValue(code, out var fault) ? fault
        : error.Type is { } type && Known.TryGetValue(type, out fault) ? fault
        // xAI and Google answer a wrong key with 400 and no code for it.
        : error.Message.StartsWith("Incorrect API key provided", StringComparison.Ordinal) || error.Message.StartsWith("API key not valid", StringComparison.Ordinal) ? UpstreamFault.Key
        : null;

    /// <summary>The status that an error inside a 200 would have had, where its code is one (OpenRouter).</summary>
    public static int? StatusIn(UpstreamError? error) => int.TryParse(error?.Code, out var status) && status is >= 400 and < 600 ? status : null;
}
