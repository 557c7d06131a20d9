using PeppaApi.Channels;
using PeppaApi.Data.Entities;

namespace PeppaApi.Management;

/// <summary>A channel as scripts write it.</summary>
/// <param name="Keys">Written, never read back; none keeps those that are there.</param>
internal sealed record ChannelBody(
    string? Name,
    string? Provider,
    string? BaseUrl,
    IReadOnlyList<string>? Keys,
    IReadOnlyList<string>? Models,
    IReadOnlyDictionary<string, string>? ModelMapping,
    IReadOnlyList<string>? Groups,
    int? Priority,
    int? Weight,
    bool? Enabled,
    decimal? CostMultiplier,
    ClientGonePolicy? ClientGone,
    IReadOnlyList<string>? Tags,
    int? Concurrency,
    int? RequestsPerMinute,
    long? TokensPerMinute,
    ChannelRulesSpec? Rules)
{
    public static ChannelBody Of(ChannelView channel) => new(
        channel.Name,
        channel.Provider,
        channel.BaseUrl,
        null,
        channel.Models,
        channel.ModelMapping,
        channel.Groups,
        channel.Priority,
        channel.Weight,
        channel.Enabled,
        channel.CostMultiplier,
        channel.ClientGone,
        channel.Tags,
        channel.Limits.Concurrency,
        channel.Limits.RequestsPerMinute,
        channel.Limits.TokensPerMinute,
        channel.Rules);

    public ChannelSpec ToSpec() => new(
        Fields.Needed(Name, "name"),
        Provider ?? "openai",
        Fields.Needed(BaseUrl, "baseUrl"),
        Keys,
        Fields.Needed(Models, "models"),
        ModelMapping,
        Groups,
        Priority ?? 0,
        Weight ?? 1,
        Enabled ?? true,
        CostMultiplier ?? 1,
        ClientGone ?? ClientGonePolicy.Drain)
    {
        Tags = Tags,
        Limits = new ChannelLimits(Concurrency, RequestsPerMinute, TokensPerMinute),
        Rules = Rules,
    };
}
