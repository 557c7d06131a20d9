namespace PeppaApi.Settings;

/// <summary>Whoever asks may not do it. The message is for them; nothing was changed.</summary>
public sealed class DeniedException(string message) : Exception(message);
