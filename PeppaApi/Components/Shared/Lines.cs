namespace PeppaApi.Components.Shared;

/// <summary>Lists that people type one entry a line.</summary>
internal static class Lines
{
    public static IReadOnlyList<string> Split(string? text) =>
        (text ?? "").Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string Join(IEnumerable<string> entries) => string.Join('\n', entries);
}
