using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Data;

/// <summary>The <c>Storage</c> section of the configuration.</summary>
public sealed class StorageOptions
{
    /// <summary>The engine: <c>Sqlite</c>.</summary>
    [Required, AllowedValues("Sqlite", ErrorMessage = "Storage:Provider must be Sqlite.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>Where the database, the keys and everything else that lasts is kept. The default value is <c>data</c>, below the working directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>Another place for the database. The default value is the file <c>peppa.db</c> in the data directory.</summary>
    public string? ConnectionString { get; set; }

    public string FullDataDirectory => Path.GetFullPath(DataDirectory);
}
