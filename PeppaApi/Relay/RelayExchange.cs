using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI.Realtime;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>What is known of one request on its way: filled in step by step by <see cref="RelayPipeline"/>, read by the later steps.</summary>
internal sealed class RelayExchange(HttpContext context, string requestId, long startedAt, TimeProvider time)
{
    private readonly CancellationToken _clientGone = context.RequestAborted;

    public HttpContext Context => context;

    public string RequestId => requestId;

    /// <summary>The dialect that the client speaks.</summary>
    public required DoorDialect Door { get; init; }

    public required Caller Caller { get; init; }

    public required RelayRequest Request { get; init; }

    public RequestFacts Parsed => Request.Parsed;

    public required ModelPrice Price { get; init; }

    public required long MultiplierParts { get; init; }

    /// <summary>Whether the answer comes in one piece from an upstream that may not be told how long it may be: then all of it is held for.</summary>
    public bool IgnoresLimit { get; init; }

    /// <summary>Size and quality of the pictures: as asked for, or as the reply has them where the client left them open.</summary>
    public string? Variant { get; set; }

    public Reservation Reservation { get; set; } = null!;

    /// <summary>The limit to send upstream because no more is affordable; none leaves the client's own.</summary>
    public long? LoweredLimit { get; set; }

    /// <summary>Output tokens per choice that the hold was made for.</summary>
    public long ExpectedOutput { get; set; }

    /// <summary>Input tokens counted from the text, where that had to be done.</summary>
    public long? CountedInput { get; set; }

    /// <summary>What limits of tokens count until more is known: the input by guess, and all the output that the client asks for.</summary>
    public long TokensGuess => Parsed.InputGuess + ((Parsed.OutputLimit ?? 0) * Parsed.Choices);

    /// <summary>Input and output tokens that the request came to, once it is settled.</summary>
    public long UsedTokens { get; set; }

    public int Attempts { get; set; }

    /// <summary>Cancelled when the process ends and can wait no longer.</summary>
    public CancellationToken Cut { get; set; }

    /// <summary>Channel and key of the latest attempt.</summary>
    public ChannelLease? Lease { get; set; }

    public long? ChannelId => Lease?.Channel.Id;

    /// <summary>Whether a byte of the reply has gone to the client: then no other channel may be tried.</summary>
    public bool ResponseStarted => FirstByteMs is not null;

    public int? FirstByteMs { get; private set; }

    public bool ClientGone => _clientGone.IsCancellationRequested;

    public int ElapsedMs => (int)time.GetElapsedTime(startedAt).TotalMilliseconds;

    /// <summary>The most that the request can use with that much input and output: what the hold is made for.</summary>
    public UsageBound Bound(long input, long output) => new()
    {
        Input = input,
        TextInput = Parsed.IsText,
        Output = output,
        Variant = Parsed.Variant,
        Images = Parsed.Pieces.Images,
        Milliseconds = Parsed.Pieces.Milliseconds,
        Characters = Parsed.Pieces.Characters,
        Units = Parsed.Pieces.Units,
    };

    /// <summary>The next response of a session, which has a hold and a record of its own.</summary>
    /// <param name="number">From 2 on: the first has the session's id.</param>
    public RelayExchange Next(int number) => new(context, $"{requestId}-{number}", time.GetTimestamp(), time)
    {
        Door = Door,
        Caller = Caller,
        Request = new RelayRequest(((RealtimeRequest)Parsed).Next(), RequestBody.None),
        Price = Price,
        MultiplierParts = MultiplierParts,
        Lease = Lease,
        Attempts = 1,
    };

    /// <summary>What was held for begins only now.</summary>
    public void StartNow() => startedAt = time.GetTimestamp();

    public void NoteFirstByte() => FirstByteMs ??= ElapsedMs;
}

/// <summary>What the upstream delivered, and how that is known.</summary>
internal readonly record struct Delivery(UsageReport Usage, UsageBasis Basis, UsageStatus Status, bool Billable = true, string? ErrorCode = null);
