using System.Runtime.CompilerServices;

namespace PeppaApi.Settings;

/// <summary>Input that cannot be accepted. The message is for the person who typed it, in their language; nothing was changed.</summary>
/// <param name="field">The field at fault, in camelCase as in the API.</param>
public sealed class InputException(string field, string message) : Exception(RefusalWords.In(message))
{
    public InputException(string field, RefusalWords message)
        : this(field, message.ToString())
    {
    }

    public string Field { get; } = field;

    /// <summary>Throws if the condition does not hold.</summary>
    public static void Require(bool condition, string field, string message)
    {
        if (!condition)
        {
            throw new InputException(field, message);
        }
    }

    /// <summary>Throws if the condition does not hold.</summary>
    public static void Require(bool condition, string field, [InterpolatedStringHandlerArgument(nameof(condition))] RefusalWords message)
    {
        if (!condition)
        {
            throw new InputException(field, message);
        }
    }
}
