using System.Runtime.CompilerServices;

namespace PeppaApi.Settings;

/// <summary>Whoever asks may not do it. The message is for them, in their language; nothing was changed.</summary>
public sealed class DeniedException(string message) : Exception(RefusalWords.In(message))
{
    /// <summary>Throws if the condition does not hold.</summary>
    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new DeniedException(message);
        }
    }

    /// <summary>Throws if the condition does not hold.</summary>
    public static void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] RefusalWords message)
    {
        if (!condition)
        {
            throw new DeniedException(message.ToString());
        }
    }
}
