using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Relay;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>How a client asks: its door, whole or streamed, and at which stage its line fails; with another channel to fall back on or not.</summary>
internal sealed record LineCase(LineStage Stage, string Door, bool Stream, bool Spare)
{
    public string Model => $"m-at-{Stage}-{Door}-{(Stream ? "stream" : "whole")}-{(Spare ? "spare" : "alone")}";

    public string Path => Door switch
    {
        "anthropic" => "/v1/messages",
        "gemini" => $"/v1beta/models/{Model}:{(Stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
        _ => "/v1/chat/completions",
    };

    public string Body => Door switch
    {
        "anthropic" => $$"""{"model":"{{Model}}","max_tokens":64,"stream":{{(Stream ? "true" : "false")}},"messages":[{"role":"user","content":"Say hello"}]}""",
        "gemini" => """{"contents":[{"role":"user","parts":[{"text":"Say hello"}]}]}""",
        _ => $$"""{"model":"{{Model}}"{{(Stream ? ",\"stream\":true" : "")}},"messages":[{"role":"user","content":"Say hello"}]}""",
    };

    /// <summary>What every error of that door has, whole or as an event.</summary>
    public string ErrorMark => Door switch
    {
        "anthropic" => "\"type\":\"error\"",
        "gemini" => "\"error\":{\"code\":",
        _ => "\"error\":{\"message\":",
    };
}

/// <summary>One relay for all cases: a channel behind a <see cref="FaultyLine"/> for each, and one sound channel for those that have a spare.</summary>
public sealed class LineFaultBed : IAsyncLifetime
{
    private readonly List<FaultyLine> _lines = [];
    private readonly Dictionary<string, long> _channels = [];

    internal RelayBed Bed { get; private set; } = null!;

    /// <summary>As many connections as there are cases: none waits for another.</summary>
    internal HttpClient Client { get; private set; } = null!;

    internal static IReadOnlyList<LineCase> Cases { get; } =
    [
        .. from stage in Enum.GetValues<LineStage>()
           from door in (string[])["openai", "anthropic", "gemini"]
           from stream in (bool[])[false, true]
           from spare in (bool[])[false, true]
           select new LineCase(stage, door, stream, spare),
    ];

    public async ValueTask InitializeAsync()
    {
        Bed = await RelayBed.StartAsync(credit: 1000);
        Client = new HttpClient { BaseAddress = new Uri(Bed.Address), DefaultRequestHeaders = { Authorization = Bed.Client.DefaultRequestHeaders.Authorization } };
        await PriceAsync();
        var upstream = await Bed.AddChannelAsync(Replies.Either(), priority: -1, models: [.. Cases.Where(one => one.Spare).Select(one => one.Model)]);
        _lines.AddRange([new FaultyLine(upstream.Address), new FaultyLine(upstream.Address, readsNothing: true)]);
        foreach (var one in Cases)
        {
            var line = _lines[one.Stage == LineStage.Connected ? 1 : 0];
            _channels[one.Model] = (await Bed.AddChannelAsync(line.Address, models: [one.Model])).Id;
        }
    }

    internal void Set(LineFault fault)
    {
        _lines.ForEach(line => line.Fault = fault);
        // Short only where somebody waits for what never comes: a machine that is busy is not to be taken for a silent upstream.
        var seconds = fault is LineFault.Silence or LineFault.Duplicate or LineFault.Corrupt ? 6 : 60;
        var options = Bed.Services.GetRequiredService<IOptions<RelayOptions>>().Value;
        (options.FirstByteSeconds, options.BetweenChunksSeconds) = (seconds, seconds);
        foreach (var state in _channels.Values.Select(StateOf))
        {
            state.Breaker.Reset();
        }
    }

    /// <summary>Failures noted of the channel whose line fails.</summary>
    internal long FailuresOf(LineCase one) => StateOf(_channels[one.Model]).Failures.Sum();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var line in _lines)
        {
            await line.DisposeAsync();
        }

        await Bed.DisposeAsync();
    }

    /// <summary>All prices at once: each of its own would be a change that the price book reads anew.</summary>
    private async Task PriceAsync()
    {
        await using var context = Bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        context.AddRange(Cases.Select(one => new ModelPrice { Model = one.Model, InputPerMillion = Credit.FromUsd(3), OutputPerMillion = Credit.FromUsd(15) }));
        await context.SaveChangesAsync();
    }

    private ChannelState StateOf(long channelId) => Bed.Services.GetRequiredService<ChannelDirectory>().FindState(channelId)!;
}
