using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Drawing;

/// <summary>The <c>Drawing</c> section of the configuration.</summary>
public sealed class DrawingOptions
{
    /// <summary>Milliseconds between two questions to an upstream after its tasks. The default value is 3000.</summary>
    [Range(50, 600_000)]
    public int PollMilliseconds { get; set; } = 3000;

    /// <summary>Tasks that one question names, at most. The default value is 100.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 100;

    /// <summary>Seconds that an upstream may take to accept or refuse a task, or to say how far tasks are. The default value is 60.</summary>
    [Range(1, 600)]
    public int AnswerSeconds { get; set; } = 60;

    /// <summary>Seconds after which a task that its upstream does not know is given up. The default value is 120.</summary>
    [Range(1, 24 * 3600)]
    public int LostSeconds { get; set; } = 120;

    /// <summary>Largest picture that is handed on, in bytes. The default value is 32 MiB.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public long MaxPictureBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Largest video that is handed on, in bytes. The default value is 512 MiB.</summary>
    [Range(1024, 64L * 1024 * 1024 * 1024)]
    public long MaxVideoBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Seconds before a client's program that could not be told is told again; doubles with each of the four tries. The default value is 5.</summary>
    [Range(1, 3600)]
    public int HookRetrySeconds { get; set; } = 5;
}
