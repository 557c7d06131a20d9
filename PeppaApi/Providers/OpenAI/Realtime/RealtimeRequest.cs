namespace PeppaApi.Providers.OpenAI.Realtime;

/// <summary>One response of a session, as far as it can be known before: its input is what the session's context holds.</summary>
public sealed class RealtimeRequest(RealtimeContext context) : RequestFacts
{
    // A token of spoken sound is 50 milliseconds: 3,200 letters of base64 in the format that all begin with.
    private const long LettersPerSpokenToken = 3_200;

    public RealtimeContext Context => context;

    /// <summary>Letters of sound that came of the response, for when it does not tell what it used.</summary>
    public long SpokenLetters { get; set; }

    public override long InputBound => context.Bound;

    public override long InputGuess => context.Guess;

    public override bool IsText => false;

    public override UsageReport Assumed => new() { AudioOutput = SpokenLetters / LettersPerSpokenToken };

    /// <summary>The session that an address asks for.</summary>
    /// <exception cref="RequestException">It names no model.</exception>
    public static RealtimeRequest Read(in DoorCall call)
    {
        RequestException.Require(call.Model is { Length: > 0 and <= 200 }, "model", "Name the model in the address: ?model=...", "请在地址中以 ?model=... 指定模型。");
        return Of(new RealtimeContext(), call.Model!);
    }

    /// <summary>The facts of the session's next response.</summary>
    public RealtimeRequest Next() => Of(context, Model);

    // No lower limit can be asked for: the session's events pass as they are.
    private static RealtimeRequest Of(RealtimeContext context, string model) =>
        new(context) { Operation = Operation.Realtime, Model = model, OutputIsFixed = true, TokensMatter = true };
}
