using PeppaApi.Ledger;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>Status, type, code, field and words of a failure. Codes never change; the words are in English and Chinese.</summary>
public sealed record RelayFailureText(int Status, string Type, string Code, string? Param, string English, string Chinese)
{
    private const string InvalidRequest = "invalid_request_error";
    private const string Upstream = "upstream_error";

    public static RelayFailureText Of(RelayFailure failure) => failure switch
    {
        RelayFailure.KeyRefused refused => OfKey(refused.Refusal),
        RelayFailure.BadRequest bad => new(400, InvalidRequest, "invalid_request", bad.Param, bad.Message, bad.MessageZh),
        RelayFailure.NotTranslatable not => new(400, InvalidRequest, "not_translatable", not.Param, not.Message, not.MessageZh),
        RelayFailure.BodyTooLarge large => new(
            413, InvalidRequest, "request_too_large", null,
            $"The request body is larger than {large.Limit} bytes.", $"请求体超过 {large.Limit} 字节。"),
        RelayFailure.AddressNotAllowed address => new(
            403, "permission_error", "ip_not_allowed", null,
            $"This token may not be used from {address.Address}.", $"该令牌不允许从 {address.Address} 使用。"),
        RelayFailure.ModelNotAllowed model => new(
            403, "permission_error", "model_not_allowed", "model",
            $"This token may not use the model '{model.Model}'.", $"该令牌无权使用模型 {model.Model}。"),
        RelayFailure.LimitReached reached => LimitText.Of(reached),
        RelayFailure.ModelNotPriced model => new(
            503, "server_error", "model_not_priced", "model",
            $"The model '{model.Model}' has no price yet and cannot be used. Ask the operator.", $"模型 {model.Model} 尚未定价，暂不可用，请联系管理员。"),
        RelayFailure.ShortOfCredit shortage => OfShortage(shortage.Outcome),
        RelayFailure.NoChannel none => new(
            503, "server_error", "no_available_channel", "model",
            $"No channel is available for model '{none.Model}' in group '{none.Group}'. Model names are case-sensitive.",
            $"当前分组 {none.Group} 下对于模型 {none.Model} 无可用渠道，请确认模型名称（区分大小写）。"),
        RelayFailure.Overloaded => new(
            503, "server_error", "overloaded", null, "The relay is overloaded. Try again in a moment.", "中转服务繁忙，请稍后再试。"),
        RelayFailure.BooksUnavailable => new(
            503, "server_error", "storage_unavailable", null,
            "The relay cannot write its books at the moment and takes on nothing. Try again later.", "中转服务暂时无法记账，因此不受理请求，请稍后再试。"),
        RelayFailure.ShuttingDown => new(
            503, "server_error", "shutting_down", null, "The relay is being restarted. Try again in a moment.", "中转服务正在重启，请稍后再试。"),
        RelayFailure.ClientGone => new(499, InvalidRequest, "client_gone", null, "The client closed the connection.", "客户端已断开连接。"),
        RelayFailure.Internal => new(500, "server_error", "internal_error", null, "The relay made a mistake. The request was not charged.", "中转服务内部错误，本次请求未扣费。"),
        _ => OfUpstream(failure),
    };

    private static RelayFailureText OfKey(TokenRefusal refusal)
    {
        var (english, chinese) = refusal switch
        {
            TokenRefusal.Missing => ("No API key was given. Send it as 'Authorization: Bearer sk-...'.", "未提供令牌，请使用 Authorization: Bearer sk-... 请求头。"),
            TokenRefusal.Expired => ("This API key has expired.", "该令牌已过期。"),
            TokenRefusal.Disabled => ("This API key is disabled.", "该令牌已被禁用。"),
            TokenRefusal.UserDisabled => ("The user of this API key is disabled.", "该令牌所属用户已被禁用。"),
            _ => ("The API key is not valid.", "无效的令牌。"),
        };
        return new(401, InvalidRequest, "invalid_api_key", null, english, chinese);
    }

    private static RelayFailureText OfShortage(ReserveOutcome outcome) => outcome switch
    {
        ReserveOutcome.TokenExhausted => new(
            401, InvalidRequest, "invalid_api_key", null,
            "This API key has spent its whole limit.", "该令牌额度已用尽。"),
        ReserveOutcome.TokenShort => new(
            403, "insufficient_quota", "insufficient_user_quota", null,
            "What is left of this API key's limit does not cover the request. The limit of a key is apart from the account's credit.",
            "令牌剩余额度不足以支付本次请求。令牌额度与账户额度是分开的。"),
        _ => new(
            403, "insufficient_quota", "insufficient_user_quota", null,
            "The account's credit does not cover the request.", "账户额度不足以支付本次请求。"),
    };

    private static RelayFailureText OfUpstream(RelayFailure failure) => failure switch
    {
        RelayFailure.UpstreamRejected { Error: { } error } rejected => new(
            rejected.Status, error.Type ?? InvalidRequest, error.Code ?? "upstream_rejected", error.Param, error.Message, error.Message),
        RelayFailure.UpstreamRejected rejected => new(
            rejected.Status, InvalidRequest, "upstream_rejected", null,
            $"The upstream refused the request with status {rejected.Status}.", $"上游拒绝了请求，状态码 {rejected.Status}。"),
        RelayFailure.UpstreamBusy or RelayFailure.ChannelsBusy => new(
            429, "rate_limit_error", "upstream_busy", null,
            "The upstream is saturated. Try again later.", "上游负载已饱和，请稍后再试。"),
        RelayFailure.UpstreamTimedOut => new(504, Upstream, "upstream_timeout", null, "The upstream did not answer in time.", "上游响应超时。"),
        RelayFailure.UpstreamUnreachable => new(502, Upstream, "upstream_unreachable", null, "The upstream cannot be reached.", "无法连接上游。"),
        RelayFailure.UpstreamKeyRejected => new(502, Upstream, "upstream_key_rejected", null, "The upstream refuses the relay's credentials.", "上游拒绝了中转凭证。"),
        RelayFailure.UpstreamFailed { Error: { } error } => new(502, Upstream, "upstream_error", null, error.Message, error.Message),
        _ => new(502, Upstream, "upstream_error", null, "The upstream failed.", "上游服务出错。"),
    };
}
