using System.Security.Cryptography;
using System.Text;
using PeppaApi.Settings;

namespace PeppaApi.Drawing;

/// <summary>What only somebody can know whom the relay told: kept nowhere, made from the installation's secret and the task's id.</summary>
internal sealed class TaskSecrets(InstallationSecret secret)
{
    private const int Length = 32;

    /// <summary>With it an upstream calls back about a task.</summary>
    public string OfCallback(string publicId) => secret.Hash($"task-callback:{publicId}")[..Length];

    /// <summary>With it a browser, which sends no key, gets the picture of its owner's task, until then.</summary>
    /// <param name="until">Seconds since 1970.</param>
    public string OfPicture(string publicId, long until) => secret.Hash($"task-picture:{publicId}:{until}")[..Length];

    public static bool Equal(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
