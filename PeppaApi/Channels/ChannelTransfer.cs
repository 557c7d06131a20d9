using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>A channel as it is carried from one installation to another: without keys and whatever else is secret.</summary>
internal sealed record CarriedChannel(
    string Name,
    string Provider,
    string BaseUrl,
    IReadOnlyList<string> Models,
    IReadOnlyDictionary<string, string>? ModelMapping,
    IReadOnlyList<string>? Groups,
    int Priority,
    int Weight,
    decimal CostMultiplier,
    ClientGonePolicy ClientGone,
    IReadOnlyList<string>? Tags,
    ChannelLimits Limits,
    ChannelRulesSpec? Rules);

/// <summary>Copies channels: within the installation, or through a file to another.</summary>
public sealed class ChannelTransfer(ChannelService channels, IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Some channels for a file, without keys, headers and proxy.</summary>
    public async Task<string> ExportAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) => JsonSerializer.Serialize(
        (await channels.ListAsync(ids, cancellationToken)).Select(view => new CarriedChannel(
            view.Name, view.Provider, view.BaseUrl, view.Models, view.ModelMapping, view.Groups, view.Priority, view.Weight, view.CostMultiplier, view.ClientGone,
            view.Tags, view.Limits, view.Rules with { Headers = null, Proxy = null })),
        Form);

    /// <summary>The names of the channels in an export.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static IReadOnlyList<string> NamesIn(string json) => [.. Read(json).Select(channel => channel.Name ?? "")];

    /// <summary>Makes the channels of an export, disabled, for they have no keys yet.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="InputException">The file or a channel in it cannot be accepted; none was made.</exception>
    public async Task<int> ImportAsync(string json, CancellationToken cancellationToken = default)
    {
        var carried = Read(json);
        await channels.CreateManyAsync([.. carried.Select(ToSpec)], cancellationToken);
        return carried.Count;
    }

    private static List<CarriedChannel> Read(string json)
    {
        List<CarriedChannel>? carried;
        try
        {
            carried = JsonSerializer.Deserialize<List<CarriedChannel>>(json, Form);
        }
        catch (JsonException)
        {
            carried = null;
        }

        InputException.Require(carried is { Count: > 0 and <= 1_000 } && carried.TrueForAll(channel => channel is not null), "file", "The file is no export of channels.");
        return carried!;
    }

    /// <summary>A second channel like the first, with its keys, disabled.</summary>
    public async Task<long?> CopyAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Channels.AsNoTracking().Include(channel => channel.Keys).SingleOrDefaultAsync(channel => channel.Id == id, cancellationToken) is not { } original)
        {
            return null;
        }

        var copy = (Channel)context.Entry(original).CurrentValues.ToObject();
        (copy.Id, copy.Enabled, copy.CreatedAt) = (0, false, time.GetUtcNow());
        (copy.TestedAt, copy.TestMilliseconds, copy.TestError) = (null, null, null);
        copy.Name = await FreeNameAsync(context, original.Name, cancellationToken);
        copy.Keys.AddRange(original.Keys.Select(key => new ChannelKey { Protected = key.Protected, Hint = key.Hint }));
        context.Channels.Add(copy);
        await context.SaveChangesAsync(cancellationToken);
        return copy.Id;
    }

    /// <summary>The name with the first number behind it that no channel has.</summary>
    private static async Task<string> FreeNameAsync(PeppaDbContext context, string name, CancellationToken cancellationToken)
    {
        var stem = name.Length <= 90 ? name : name[..90];
        var taken = await context.Channels.Where(channel => channel.Name.StartsWith(stem)).Select(channel => channel.Name).ToListAsync(cancellationToken);
        return Enumerable.Range(2, taken.Count + 1).Select(number => $"{stem} ({number})").First(wanted => !taken.Contains(wanted));
    }

    private static ChannelSpec ToSpec(CarriedChannel channel) => new(
        channel.Name, channel.Provider ?? "", channel.BaseUrl, [], channel.Models, channel.ModelMapping, channel.Groups, channel.Priority, channel.Weight,
        Enabled: false, channel.CostMultiplier, channel.ClientGone)
    {
        Tags = channel.Tags,
        Limits = channel.Limits,
        Rules = channel.Rules,
    };
}
