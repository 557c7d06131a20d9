namespace PeppaApi.Providers.OpenAI.Realtime;

/// <summary>
/// What the model of a session has heard and said so far, in tokens: known from the last response, and a bound of what came since. Keeps
/// lengths, no content. Used under the session's lock.
/// </summary>
public sealed class RealtimeContext
{
    // No model of the kind takes more into account.
    private const long Largest = 128_000;

    // Room for what comes before the next look: instructions of the vendor, and a few seconds of speech.
    private const long Headroom = 2_000;

    // A token of heard sound is 100 milliseconds: 6,400 letters of base64 in the widest format, 1,067 in the narrowest.
    private const long LettersPerHeardToken = 1_000;
    private Amounts _since;
    private Amounts _atStart;
    private long _known;

    /// <summary>At most so many input tokens a response would have now.</summary>
    public long Needed => Math.Min(Largest, _known + Tokens(_since));

    /// <summary>The same, and what may come before the next look.</summary>
    public long Bound => Math.Min(Largest, Needed + Headroom);

    /// <summary>A fair guess: four bytes of text are a token.</summary>
    public long Guess => Math.Min(Largest, _known + (_since.Text / 4) + (_since.Sound / (4 * LettersPerHeardToken)) + _since.Pictures);

    /// <param name="picture">The tokens of the largest picture that the model takes.</param>
    public void Note(in RealtimeClientEvent sent, long picture) => _since = new Amounts(
        _since.Text + sent.Text, _since.Sound + sent.Sound, _since.Pictures + (sent.Pictures * picture));

    /// <summary>A response begins: what has come until now is its input.</summary>
    public void Begin() => _atStart = _since;

    /// <summary>A response has told what it used: that is known now.</summary>
    public void End(in UsageReport? usage)
    {
        if (usage is { } told)
        {
            _known = Math.Min(Largest, told.Input + told.Output);
            _since = new Amounts(_since.Text - _atStart.Text, _since.Sound - _atStart.Sound, _since.Pictures - _atStart.Pictures);
            _atStart = default;
        }
    }

    // JSON around it is at least as long as what text costs beyond half a byte a token.
    private static long Tokens(Amounts amounts) => (amounts.Text / 2) + (amounts.Sound / LettersPerHeardToken) + amounts.Pictures;

    private readonly record struct Amounts(long Text, long Sound, long Pictures);
}
