using System.Text;

namespace PeppaApi.Providers.OpenAI;

/// <summary>The top-level fields that the relay reads; all others pass through unseen.</summary>
internal enum ControlField
{
    None,
    Model,
    Stream,
    StreamOptions,
    MaxTokens,
    MaxCompletionTokens,
    N,
    BestOf,
    Messages,
    Prompt,
    Input,
    Tools,
    ResponseFormat,
}

internal static class ControlFields
{
    private static readonly string[] Names =
        ["", "model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n", "best_of", "messages", "prompt", "input", "tools", "response_format"];

    private static readonly byte[][] Utf8Names = [.. Names.Select(Encoding.UTF8.GetBytes)];

    public static string Name(ControlField field) => Names[(int)field];

    public static ControlField Find(ReadOnlySpan<byte> name)
    {
        for (var i = 1; i < Utf8Names.Length; i++)
        {
            if (name.SequenceEqual(Utf8Names[i]))
            {
                return (ControlField)i;
            }
        }

        return ControlField.None;
    }
}

/// <summary>
/// Notes which fields came. One that comes twice is refused: the relay and the upstream might each believe another of the two.
/// </summary>
internal struct SeenFields
{
    private int _seen;

    public void Add(ControlField field)
    {
        var bit = 1 << (int)field;
        var name = ControlFields.Name(field);
        if (field != ControlField.None && (_seen & bit) != 0)
        {
            throw new RequestException(name, $"'{name}' comes twice.", $"{name} 重复出现。");
        }

        _seen |= bit;
    }

    public readonly void RequireContent(Operation operation)
    {
        var field = operation switch
        {
            Operation.Chat => ControlField.Messages,
            Operation.Completion => ControlField.Prompt,
            _ => ControlField.Input,
        };
        var name = ControlFields.Name(field);
        RequestException.Require((_seen & (1 << (int)field)) != 0, name, $"'{name}' is missing.", $"缺少 {name}。");
    }
}
