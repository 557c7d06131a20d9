using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One upstream account, or a set of keys, at one vendor.</summary>
public sealed class Channel
{
    public long Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Name of the vendor, or kind of upstream: which dialect it speaks, and where it departs from it.</summary>
    public string Provider { get; set; } = "openai";

    /// <summary>Address of the upstream without the trailing path of an operation, with or without <c>/v1</c>.</summary>
    public required string BaseUrl { get; set; }

    public List<string> Models { get; set; } = [];

    /// <summary>Model asked for by the client to model named to the upstream, for those that differ.</summary>
    public Dictionary<string, string> ModelMapping { get; set; } = [];

    public List<string> Groups { get; set; } = [Group.Default];

    /// <summary>Higher is tried first.</summary>
    public int Priority { get; set; }

    /// <summary>Share of the requests within one priority; at least 1.</summary>
    public int Weight { get; set; } = 1;

    public bool Enabled { get; set; } = true;

    /// <summary>What the upstream costs the operator, in parts per million of the list price.</summary>
    public long CostMultiplierParts { get; set; } = 1_000_000;

    public ClientGonePolicy ClientGone { get; set; }

    /// <summary>Names by which an operator finds and switches several channels at once.</summary>
    public List<string> Tags { get; set; } = [];

    /// <summary>Calls at the same time, at most; none is no limit.</summary>
    public int? Concurrency { get; set; }

    public int? RequestsPerMinute { get; set; }

    public long? TokensPerMinute { get; set; }

    /// <summary>Instructions that go before the client's own in conversations.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>Members of the body that are set whatever the client says: name to JSON value.</summary>
    public Dictionary<string, string> SetMembers { get; set; } = [];

    /// <summary>Members of the body that are set where the client leaves them out: name to JSON value.</summary>
    public Dictionary<string, string> DefaultMembers { get; set; } = [];

    /// <summary>Members of the body that are not sent on.</summary>
    public List<string> RemovedMembers { get; set; } = [];

    /// <summary>Status of the upstream to the status that it is taken for.</summary>
    public Dictionary<string, string> StatusMapping { get; set; } = [];

    /// <summary>Headers that go with each call, as JSON, encrypted: they may hold secrets.</summary>
    public string? ProtectedHeaders { get; set; }

    /// <summary>Address of the proxy to the upstream, encrypted: it may hold a password.</summary>
    public string? ProtectedProxy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? TestedAt { get; set; }

    public int? TestMilliseconds { get; set; }

    /// <summary>Why the last test failed; <see langword="null"/> when it passed.</summary>
    public string? TestError { get; set; }

    public List<ChannelKey> Keys { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Channel>
    {
        public void Configure(EntityTypeBuilder<Channel> builder)
        {
            builder.ToTable("channels");
            builder.Property(channel => channel.Name).HasMaxLength(100);
            builder.Property(channel => channel.BaseUrl).HasMaxLength(500);
            builder.Property(channel => channel.ModelMapping).HasConversion<JsonMapConverter, JsonMapComparer>();
            builder.Property(channel => channel.SetMembers).HasConversion<JsonMapConverter, JsonMapComparer>();
            builder.Property(channel => channel.DefaultMembers).HasConversion<JsonMapConverter, JsonMapComparer>();
            builder.Property(channel => channel.StatusMapping).HasConversion<JsonMapConverter, JsonMapComparer>();
            builder.HasMany(channel => channel.Keys).WithOne().HasForeignKey(key => key.ChannelId);
        }
    }
}

/// <summary>What becomes of the upstream call when the client leaves before the end.</summary>
public enum ClientGonePolicy
{
    /// <summary>Read on to learn the true usage, within a bound of time and money.</summary>
    Drain,

    /// <summary>Cut the upstream off at once and charge what was delivered.</summary>
    Cancel,
}
