using System.Text;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>A request of the Responses API (vendors/openai.md, 9.1).</summary>
public sealed class ResponsesRequest : MediaRequest
{
    // What lies at the vendor under an id goes in, too, and is not in the body: as much as most models can read.
    private const long MostHistory = 128_000;

    // Searches and the like that a model may make of its own accord where the client sets no limit.
    private const long MostToolCalls = 10;
    private bool _hasInput;
    private bool _hasHistory;
    private bool _hasVendorTools;
    private long? _mostToolCalls;

    internal JsonSpan? LimitValue { get; private set; }

    /// <summary>The parts of the body that are text to the model.</summary>
    internal List<JsonSpan> Texts { get; } = [];

    protected override string DefaultModel => "";

    internal override bool TakesJson => true;

    internal override bool TakesForm => false;

    public override long InputBound => base.InputBound + (_hasHistory ? MostHistory : 0);

    public override long InputGuess => Math.Max(1, base.InputBound / 4);

    internal override ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output) => ResponsesReplyReader.Read(body, output);

    internal override StreamMeter CreateMeter(OutputText output) => new ResponsesStreamReader(output);

    internal override long CountInput(TokenCounter counter, ReadOnlySpan<byte> body)
    {
        var total = Images == 0 ? 0 : Images * ImageTokens.Largest(Model);
        foreach (var text in Texts)
        {
            total += InputTexts.Count(counter, Model, body.Slice(text.Start, text.Length));
        }

        return total;
    }

    internal override IEnumerable<BodyEdit> Edits(long? outputLimit)
    {
        if (outputLimit is { } limit)
        {
            var number = limit.ToString(System.Globalization.CultureInfo.InvariantCulture);
            yield return LimitValue is { } value
                ? new BodyEdit(value, Encoding.ASCII.GetBytes(number))
                : new BodyEdit(new JsonSpan(FirstField, 0), Encoding.ASCII.GetBytes($"\"max_output_tokens\":{number},"));
        }
    }

    private protected override void TakeField(string name, in FieldValue value)
    {
        switch (name)
        {
            case "input":
                RequestException.Require(
                    value.Kind is FieldKind.Text or FieldKind.List && !value.IsNull && !value.Raw.SequenceEqual("[]"u8),
                    name, "'input' must be a text or a list that is not empty.", "input 必须是文本或非空列表。");
                _hasInput = true;
                Texts.Add(value.Where);
                MediaBytes += InputTexts.CheckMedia(name, value);
                Images = ResponsesFields.CountImages(value);
                break;
            case "instructions" when !value.IsNull:
                Texts.Add(value.Where);
                break;
            case "text" when !value.IsNull:
                ResponsesFields.CheckSize(name, value);
                Texts.Add(value.Where);
                break;
            case "tools" when !value.IsNull:
                ResponsesFields.CheckSize(name, value);
                Texts.Add(value.Where);
                _hasVendorTools = ResponsesFields.HasVendorTools(value);
                break;
            case "max_output_tokens":
                OutputLimit = value.Count(name, 1, RequestValues.LargestOutputLimit);
                LimitValue = value.Where;
                break;
            case "max_tool_calls":
                _mostToolCalls = value.Count(name, 1, 10_000);
                break;
            case "stream":
                Stream = value.Flag(name);
                break;
            case "background":
                RequestException.Require(!value.Flag(name), name, "'background' is not offered: its reply could not be metered.", "不支持 background：其回复无法计费。");
                break;
            case "previous_response_id" or "conversation" or "prompt" when !value.IsNull:
                _hasHistory = true;
                break;
        }
    }

    protected override void CompleteFields()
    {
        RequireField(_hasInput || _hasHistory, "input");
        Pieces = new UsageReport { Units = _hasVendorTools ? _mostToolCalls ?? MostToolCalls : 0 };
    }
}
