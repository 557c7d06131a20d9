using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers;

/// <summary>Every dialect that clients may speak.</summary>
public static class Doors
{
    public static DoorDialect OpenAI { get; } = new OpenAIDoor();
}
