using System.Globalization;
using PeppaApi.Credits;

namespace PeppaApi.Relay;

/// <summary>What a request can be one too many for.</summary>
public enum LimitKind
{
    RequestsPerMinute,
    TokensPerMinute,

    /// <summary>Requests at the same time.</summary>
    Concurrency,
    CreditPerDay,
    CreditPerWeek,
    CreditPerMonth,
}

/// <summary>Code and words of a limit that was reached.</summary>
internal static class LimitText
{
    public static RelayFailureText Of(RelayFailure.LimitReached reached)
    {
        var (name, english, chinese) = Words(reached);
        return new RelayFailureText(
            429, "rate_limit_error", (reached.OfToken ? "token_" : "user_") + name, null,
            $"{(reached.OfToken ? "This token" : "Your account")} may {english}.{TurnsAt(reached, " It counts anew from {0}.")}",
            $"{(reached.OfToken ? "该令牌" : "您的账户")}{chinese}。{TurnsAt(reached, "将于 {0} 重新计算。")}");
    }

    private static (string Name, string English, string Chinese) Words(RelayFailure.LimitReached reached)
    {
        var (limit, usd) = (reached.Limit, CreditFormat.Exact(reached.Limit));
        return reached.Kind switch
        {
            LimitKind.RequestsPerMinute => ("requests_per_minute", $"make {limit} requests a minute", $"每分钟最多请求 {limit} 次"),
            LimitKind.TokensPerMinute => ("tokens_per_minute", $"use {limit} tokens a minute", $"每分钟最多使用 {limit} 个 token"),
            LimitKind.Concurrency => ("concurrency", $"run {limit} requests at the same time", $"最多同时进行 {limit} 个请求"),
            LimitKind.CreditPerDay => ("credit_per_day", $"spend {usd} a day", $"每天最多消费 {usd}"),
            LimitKind.CreditPerWeek => ("credit_per_week", $"spend {usd} a week", $"每周最多消费 {usd}"),
            _ => ("credit_per_month", $"spend {usd} a month", $"每月最多消费 {usd}"),
        };
    }

    private static string TurnsAt(RelayFailure.LimitReached reached, string words) => reached.TurnsAt is { } at
        ? string.Format(CultureInfo.InvariantCulture, words, at.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture))
        : "";
}
