using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;

namespace PeppaApi.Benchmarks.Micro;

/// <summary>Channel and key for one attempt, among channels of ten keys that are all as good.</summary>
public class ChannelChoice : IDisposable
{
    private const string Model = "gpt-4o-mini";
    private const int Keys = 10;
    private MicroData _data = null!;
    private ChannelDirectory _directory = null!;
    private ChannelSelector _selector = null!;

    [Params(1, 10, 1_000)]
    public int Channels { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _data = new MicroData();
        await _data.MigrateAsync();
        await _data.AddAsync(Enumerable.Range(1, Channels).Select(NewChannel));
        _directory = new ChannelDirectory(_data.Contexts, _data.Vault, TimeProvider.System, NullLogger<ChannelDirectory>.Instance);
        await _directory.LoadAsync();
        var journal = new ChannelJournal(TimeProvider.System, NullLogger<ChannelJournal>.Instance);
        _selector = new ChannelSelector(_directory, new StickyRoutes(TimeProvider.System), journal, TimeProvider.System, new Random(1));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _directory.Dispose();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public long Choose()
    {
        using var lease = _selector.Choose(new ChannelSearch(Group.Default, Model));
        return lease!.Key.Id;
    }

    private Channel NewChannel(int number)
    {
        var channel = new Channel { Name = $"channel {number}", BaseUrl = "http://127.0.0.1:9", Models = [Model] };
        channel.Keys.AddRange(Enumerable.Range(1, Keys).Select(key => new ChannelKey { Protected = _data.Vault.Protect($"sk-{number}-{key}"), Hint = "****" }));
        return channel;
    }
}
