namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Text and pictures to be judged (vendors/openai.md, 7): metered by input tokens, which are counted here, as no reply tells them.</summary>
public sealed class ModerationRequest : MediaRequest
{
    protected override string DefaultModel => "omni-moderation-latest";

    internal override bool TakesJson => true;

    internal override bool TakesForm => false;

    internal override ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output) => ListReplyReader.Read(body).Reading;

    internal override StreamMeter CreateMeter(OutputText output) => new OpenAIStreamReader(output);

    internal override long CountInput(TokenCounter counter, ReadOnlySpan<byte> body) => TextValue is { } where
        ? InputTexts.Count(counter, Model, body.Slice(where.Start, where.Length))
        : 0;

    private protected override void TakeField(string name, in FieldValue value)
    {
        if (name == "input")
        {
            RequestException.Require(
                value.Kind is FieldKind.Text or FieldKind.List && !value.IsNull && !value.Raw.SequenceEqual("[]"u8),
                name, "'input' must be a text or a list that is not empty.", "input 必须是文本或非空列表。");
            TextValue = value.Where;
            MediaBytes += InputTexts.CheckMedia(name, value);
        }
    }

    protected override void CompleteFields()
    {
        RequireField(TextValue is not null, "input");
        OutputLimit = 0;
        OutputIsFixed = true;
    }
}
