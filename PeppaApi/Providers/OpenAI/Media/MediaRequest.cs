namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>
/// A request of an operation that is no conversation: pictures, sound, moderation, ranking. Each kind says which of its
/// fields matter, what it can use at most, and how its replies tell what was used. Holds no content, only where it stands.
/// </summary>
public abstract class MediaRequest : RequestFacts
{
    private const int LongestModel = 200;

    /// <summary>Where the model's name stands; none if the client left it out.</summary>
    internal JsonSpan? ModelValue { get; private set; }

    /// <summary>Where a field can be put in: after the opening brace, or before the first boundary.</summary>
    internal int FirstField { get; set; }

    /// <summary>Boundary of the form; none if the body is JSON.</summary>
    internal string? Boundary { get; set; }

    /// <summary>The text whose tokens are input; none if there is none.</summary>
    internal JsonSpan? TextValue { get; private protected set; }

    /// <summary>What the API takes where no model is named; empty where one must be.</summary>
    protected abstract string DefaultModel { get; }

    /// <summary>Whether the body may be JSON, a form, or either.</summary>
    internal abstract bool TakesJson { get; }

    internal abstract bool TakesForm { get; }

    internal void Take(string name, in FieldValue value)
    {
        if (name == "model")
        {
            if (!value.IsNull)
            {
                Model = value.Word(name, LongestModel);
            }

            ModelValue = value.Where;
            return;
        }

        if (value.Kind == FieldKind.File)
        {
            MediaBytes += value.Raw.Length;
            RequestException.Require(value.Raw.Length > 0, name, $"The file '{name}' is empty.", $"文件 {name} 为空。");
        }

        TakeField(name, value);
    }

    internal void Complete()
    {
        Model = Model.Length > 0 ? Model : DefaultModel;
        RequestException.Require(Model.Length > 0, "model", "Name the model in the field 'model'.", "请在 model 字段中指定模型。");
        CompleteFields();
    }

    /// <summary>Whether a field of a form may come several times.</summary>
    internal virtual bool MayRepeat(string name) => name.EndsWith("[]", StringComparison.Ordinal);

    /// <summary>Changes beside that of the model's name.</summary>
    /// <param name="outputLimit">The limit to send; none leaves the client's own.</param>
    internal virtual IEnumerable<BodyEdit> Edits(long? outputLimit) => [];

    internal abstract ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output);

    internal abstract StreamMeter CreateMeter(OutputText output);

    /// <summary>Input tokens, with the text counted.</summary>
    internal virtual long CountInput(TokenCounter counter, ReadOnlySpan<byte> body) =>
        TextValue is { } text ? counter.CountText(Model, System.Text.Encoding.UTF8.GetString(body.Slice(text.Start, text.Length))) : 0;

    private protected abstract void TakeField(string name, in FieldValue value);

    /// <summary>Checks what is missing, and works out what can be used at most.</summary>
    protected abstract void CompleteFields();

    protected static void RequireField(bool there, string name) =>
        RequestException.Require(there, name, $"'{name}' is missing.", $"缺少 {name}。");
}
