using System.Collections.Frozen;

namespace PeppaApi.Relay;

/// <summary>
/// The error codes that may be stored and logged. What an upstream calls its error is text from outside and may repeat the
/// prompt: a code that is not known is stored as <c>other</c>.
/// </summary>
internal static class ErrorCodes
{
    private const string Other = "other";

    // The relay's own (RelayFailureText); then those of vendors/openai.md, section 10, Gemini's (vendors/gemini.md, 5), and the peers that imitate it.
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "invalid_api_key", "invalid_request", "request_too_large", "ip_not_allowed", "model_not_allowed", "model_not_priced",
        "insufficient_user_quota", "no_available_channel", "client_gone", "internal_error", "not_translatable", "upstream_rejected", "upstream_busy",
        "upstream_timeout", "upstream_unreachable", "upstream_key_rejected", "upstream_error",
        "api_key_invalid", "api_key_service_blocked", "billing_disabled", "consumer_suspended", "deadline_exceeded", "failed_precondition", "internal",
        "invalid_argument", "not_found", "resource_exhausted", "service_disabled", "unauthenticated", "unavailable",
        "account_deactivated", "authentication_error", "billing_hard_limit_reached", "billing_not_active", "content_filter",
        "content_policy_violation", "context_length_exceeded", "data_inspection_failed", "deployment_not_found", "engine_overloaded",
        "insufficient_balance", "insufficient_quota", "invalid_image", "invalid_image_url", "invalid_model", "invalid_parameter_error",
        "invalid_prompt", "invalid_request_error", "invalid_type", "invalid_value", "missing_required_parameter", "model_not_found",
        "moderation_blocked", "not_found_error", "organization_deactivated", "overloaded_error", "permission_denied", "permission_error",
        "rate_limit_error", "rate_limit_exceeded", "requests", "server_error", "service_unavailable", "string_above_max_length", "tokens",
        "unknown_parameter", "unknown_url", "unsupported_country_region_territory", "unsupported_parameter", "unsupported_value",
    ], StringComparer.Ordinal);

    public static string? ForRecord(string? code) => code is null ? null : Known.Contains(code) ? code : Other;
}
