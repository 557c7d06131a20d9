using System.ComponentModel.DataAnnotations;
using PeppaApi.Outbound;

namespace PeppaApi.Relay;

/// <summary>The <c>Relay</c> section of the configuration.</summary>
public sealed class RelayOptions : IValidatableObject
{
    /// <summary>Largest request body in bytes; above it is 413. The default value is 32 MiB.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Largest reply that is not streamed, and largest single event of a stream, in bytes. The default value is 32 MiB.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public int MaxReplyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How many upstream calls one request may take. The default value is 3.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Seconds after which a request is not tried again. The default value is 600.</summary>
    [Range(0, 24 * 3600)]
    public int RetrySeconds { get; set; } = 600;

    /// <summary>
    /// Dollars that attempts may come to which the vendor may bill though they gave no reply; beyond it a request is not tried again.
    /// The default value is 5.
    /// </summary>
    [Range(0, 1_000_000)]
    public decimal RetryRiskUsd { get; set; } = 5;

    /// <summary>Milliseconds before a request is sent to a channel again on which it has just failed; doubles, and varies by half. The default value is 200.</summary>
    [Range(0, 60_000)]
    public int RetryBackoffMilliseconds { get; set; } = 200;

    /// <summary>Seconds between two tests of what is out of use; 0 is never. The default value is 60.</summary>
    [Range(0, 24 * 3600)]
    public int RecoverySeconds { get; set; } = 60;

    /// <summary>Seconds to connect to an upstream. The default value is 10.</summary>
    [Range(1, 300)]
    public int ConnectSeconds { get; set; } = 10;

    /// <summary>Seconds until an upstream's first byte. The default value is 300: reasoning models think for minutes.</summary>
    [Range(1, 3600)]
    public int FirstByteSeconds { get; set; } = 300;

    /// <summary>
    /// Seconds after which, and then how often, a stream whose upstream has not begun is kept alive with a comment or a ping; 0 is never.
    /// The default value is 15.
    /// </summary>
    [Range(0, 600)]
    public int KeepAliveSeconds { get; set; } = 15;

    /// <summary>Seconds of silence between two chunks. The default value is 120.</summary>
    [Range(1, 3600)]
    public int BetweenChunksSeconds { get; set; } = 120;

    /// <summary>Seconds that an upstream call may take in all. The default value is 1800.</summary>
    [Range(1, 24 * 3600)]
    public int TotalSeconds { get; set; } = 1800;

    /// <summary>Seconds that an upstream is read on after the client has left, where the channel drains. The default value is 60.</summary>
    [Range(1, 3600)]
    public int DrainSeconds { get; set; } = 60;

    /// <summary>Seconds after which a realtime session in which nothing moves is closed. The default value is 300.</summary>
    [Range(1, 24 * 3600)]
    public int RealtimeIdleSeconds { get; set; } = 300;

    /// <summary>Minutes that a realtime session may take in all. The default value is 60.</summary>
    [Range(1, 24 * 60)]
    public int RealtimeMinutes { get; set; } = 60;

    /// <summary>Requests at the same time; beyond them is 503. The default value is 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxRunning { get; set; } = 10_000;

    /// <summary>
    /// How long most requests may wait in the relay itself, in milliseconds, before new ones get 503 so that the others wait no longer than a tenth of that;
    /// 0 is never. The default value is 50.
    /// </summary>
    [Range(0, 60_000)]
    public int ShedMilliseconds { get; set; } = 50;

    /// <summary>Seconds that requests under way have to end once the process is told to stop. The default value is 30.</summary>
    [Range(0, 3600)]
    public int ShutdownSeconds { get; set; } = 30;

    /// <summary>Output tokens held for a request without a limit, on a model whose own limit is not known. The default value is 4096.</summary>
    [Range(1, 1_000_000)]
    public int AssumedOutputTokens { get; set; } = 4096;

    /// <summary>The shortest answer worth sending a request for: with less affordable it is refused. The default value is 16 tokens.</summary>
    [Range(1, 10_000)]
    public int ShortAnswerTokens { get; set; } = 16;

    /// <summary>
    /// Hosts that may be connected to though they are not on the public internet: names, addresses, networks. The default value is none.
    /// </summary>
    public IReadOnlyList<string> AllowedPrivateHosts { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from host in AllowedPrivateHosts
        where !AllowedHosts.IsEntry(host)
        select new ValidationResult($"'{host}' is no host name, address or network, such as ollama.lan, 10.0.0.5 or 10.0.0.0/8.", [nameof(AllowedPrivateHosts)]);
}
